"""What a grade leaves behind on this machine: processes, files, descriptors."""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest

from grader.protocol import scratch_folder
from grader.sandbox import limits

if TYPE_CHECKING:
    import subprocess

START = limits.start
"""The real one."""

PR_SET_CHILD_SUBREAPER = 36
PATIENCE = 5.0
"""Seconds within which what has been killed is gone, on however busy a machine."""


class Traces:
    """Looks at what there is before and after; *left* is what was not there before.

    Whoever loses its parent becomes a child of this process meanwhile, so that no daemon gets away unseen.
    """

    def __init__(self) -> None:
        self.left: dict[str, set[str]] = {}
        self._labs: list[int] = []
        self._patch = pytest.MonkeyPatch()

    def __enter__(self) -> Self:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._patch.setattr(limits, "start", self._start)
        self._before = self._seen()
        return self

    def _start(self, *arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        process = START(*arguments, **options)
        self._labs.append(process.pid)
        return process

    def __exit__(self, *_exception: object) -> None:
        end = time.monotonic() + PATIENCE
        while (left := self._left())["processes"] and time.monotonic() < end:
            time.sleep(0.05)
        self.left = left
        self._patch.undo()
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)

    def _left(self) -> dict[str, set[str]]:
        return {kind: seen - self._before[kind] for kind, seen in self._seen().items()}

    def _seen(self) -> dict[str, set[str]]:
        pid = os.getpid()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return {
            "processes": _alive(set(children.split())),
            "files": {folder for folder in map(scratch_folder, self._labs) if Path(folder).exists()},
            "descriptors": set(map(_described, Path("/proc/self/fd").iterdir())),
        }


def descendants(pid: int) -> set[int]:
    """Give the processes that *pid* has started, and those that they have."""
    found: set[int] = set()
    try:
        tasks = [path.read_text(encoding="ascii") for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:  # it has ended in the meantime
        return found
    for child in {int(child) for task in tasks for child in task.split()}:
        found |= {child} | descendants(child)
    return found


def _alive(pids: set[str]) -> set[str]:
    """Leave out those that have ended and nobody has waited for: an orphan's end is this process's to hear of."""
    return {pid for pid in pids if not _reaped(int(pid))}


def _reaped(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def _described(descriptor: Path) -> str:
    try:
        return f"{descriptor.name}: {descriptor.readlink()}"
    except OSError:
        return "the listing's own"
