"""Looks at the machine: what can be had here to confine the code that is graded. Changes nothing."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from grader.course import UserError, find_root
from grader.judge.canary import Canary
from grader.judge.client import Lab, best_start
from grader.sandbox.confinement import LIMITS, in_a_box, landlock_version, no_box, remedy, strongest, without_a_box
from grader.sandbox.limits import MEBIBYTE, Caps

WIDTH = 14


class CannotGrade(Exception):
    """Nothing can be graded here; the message says why."""


def examine(here: Path) -> Iterator[str]:
    """Say, line by line, what there is on this machine, for the course in which *here* is."""
    yield _line("Python", f"{platform.python_version()} at {sys.executable}")
    yield _line("System", f"{platform.system()} {platform.release()}, {platform.machine()}")
    how = {"fork": "forked from a warm parent", "spawn": "started one by one, which takes longer"}
    yield _line("Workers", how[best_start()])
    yield from _bubblewrap(_root(here))
    yield from _landlock()
    yield _line("limits", "always")
    yield _line("", f"not covered: {'; '.join(LIMITS.gaps)}")
    yield _line("Limits", ", ".join(_limits()))
    yield _line("cgroup v2", "a group of one's own can be made" if cgroup() else "not to be had by this user")
    yield _line("A grade has", strongest().name)


def try_lab() -> str:
    """Start a lab, have it run something, and say how long that took. Raises CannotGrade."""
    began = time.perf_counter()
    canary = Canary(Lab())
    try:
        works = canary.sings()
    finally:
        canary.close()
    if not works:
        raise CannotGrade("The lab does not start here, or does not answer rightly: nothing can be graded.")
    return _line("The lab", f"works; {(time.perf_counter() - began) * 1000:.0f} ms from its start to its first answer")


def cgroup() -> bool:
    """Tell whether this user can make a group in the unified hierarchy, to cap memory and processes by."""
    try:
        own = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    unified = [line.removeprefix("0::/") for line in own if line.startswith("0::/")]
    mounts = (Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/unified"))
    places = [mount / name for name in unified for mount in mounts if (mount / "cgroup.controllers").exists()]
    return any({"memory", "pids"} <= _controllers(place) and os.access(place, os.W_OK) for place in places)


def _controllers(place: Path) -> set[str]:
    try:
        return set((place / "cgroup.controllers").read_text(encoding="ascii").split())
    except OSError:
        return set()


def _root(here: Path) -> Path:
    try:
        return find_root(here)
    except UserError:
        return here


def _bubblewrap(root: Path) -> Iterator[str]:
    found = in_a_box()
    if found is not None:
        yield _line("bubblewrap", f"{found.program} makes boxes: {found.name}")
        yield from (_line("", f"not covered: {gap}") for gap in found.gaps)
        return
    yield _line("bubblewrap", f"no: {no_box()}")
    yield from (_line("", line) for line in f"would help: {remedy(root)}".splitlines())


def _landlock() -> Iterator[str]:
    found = without_a_box()
    if found.level == "limits":
        yield _line("Landlock", f"no: {found.why_not}")
        if sys.platform == "linux" and not landlock_version():
            yield _line("", "would help: Linux 5.13 or newer, started with lsm=landlock,…")
        return
    yield _line("Landlock", f"yes: {found.name}")
    yield from (_line("", f"not covered: {gap}") for gap in found.gaps)


def _limits() -> Iterator[str]:
    caps = Caps()
    if not caps.items():
        yield "none: this system has none of them"
        return
    yield f"memory {caps.memory // MEBIBYTE} MiB"
    yield f"CPU {caps.cpu} s"
    yield f"files of {caps.file_size // MEBIBYTE} MiB"
    yield f"{caps.descriptors} descriptors"
    if in_a_box() is not None:
        yield f"{caps.processes} processes and threads"


def _line(name: str, text: str) -> str:
    return f"{name:{WIDTH}}{text}".rstrip()
