"""Runs a stub's own demonstration, in real time, as ``python exercises/…`` does."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import msgspec

TRACEBACK = "Traceback (most recent call last):"
FRAME = re.compile(r'^[\s|+]*File "(?P<file>[^"]+)", line (?P<line>\d+)')
UNDONE = re.compile(r"^[\s|+]*NotImplementedError(: (?P<what>.*))?$")
PATIENCE = 5.0
"""Real seconds that a demonstration gets to end by itself after Ctrl-C."""


class Todo(msgspec.Struct, frozen=True):
    """A TODO that a demonstration ran into; *what* is the message of its NotImplementedError."""

    file: str
    line: int
    what: str


def play(path: Path, stderr: TextIO) -> tuple[int, Todo | None]:
    """Run *path* in this interpreter, and return its exit status, and the TODO that ended it if one did.

    Its output is its own. What it writes to *stderr* comes at once, a traceback at the end, and not for a TODO.
    """
    process = subprocess.Popen(  # noqa: S603 - the learner's own code, on their own request
        [sys.executable, str(path)], stderr=subprocess.PIPE, text=True, encoding="utf-8", errors="backslashreplace"
    )
    with process:
        try:
            held = _pass_on(process.stderr or (), stderr)
            status = process.wait()
        except KeyboardInterrupt:
            _end(process)  # it got the same Ctrl-C, and may be cleaning up
            raise
    todo = _todo(held, path) if status else None
    if todo is None:
        stderr.writelines(held)
    return status, todo


def _pass_on(lines: Iterable[str], stderr: TextIO) -> list[str]:
    """Copy *lines* to *stderr* up to the first traceback, and return the rest."""
    held: list[str] = []
    for line in lines:
        if held or TRACEBACK in line:
            held.append(line)
        else:
            stderr.write(line)
            stderr.flush()
    return held


def _end(process: subprocess.Popen[str]) -> None:
    try:
        process.communicate(timeout=PATIENCE)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()


def _todo(traceback: list[str], path: Path) -> Todo | None:
    """Find the NotImplementedError that *path* itself raised: one out of a library is no TODO."""
    file, number = "", 0
    for line in traceback:
        if frame := FRAME.match(line):
            file, number = frame["file"], int(frame["line"])
        elif (undone := UNDONE.match(line.rstrip())) and file == str(path):
            return Todo(file, number, undone["what"] or "")
    return None
