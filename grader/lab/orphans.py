"""Processes that a submission leaves behind: on Linux they become the warm parent's, which ends them.

A process group of its own holds those who stay in it; a daemon leaves it. Its parent's end, though, makes it the child
of the nearest ancestor that asked for such children, see PR_SET_CHILD_SUBREAPER in prctl(2).
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
CHILDREN = Path("/proc/self/task")
MAX_ROUNDS = 1_000
"""How often it looks again: each generation of descendants becomes children when the one before it has ended."""


def adopt() -> None:
    """Become the parent of descendants whose own parent ends."""
    _control(PR_SET_CHILD_SUBREAPER, 1)


def follow(parent: int) -> None:
    """End when the process *parent*, whose child this is, ends: also when it could not tidy up."""
    _control(PR_SET_PDEATHSIG, signal.SIGKILL)
    if sys.platform == "linux" and os.getppid() != parent:
        os._exit(1)  # it has ended in the meantime


def _control(option: int, value: int) -> None:
    """Call prctl(2); elsewhere than on Linux, do nothing."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def end(known: set[int]) -> None:
    """Kill and reap every child that is not among the *known* ones."""
    for _ in range(MAX_ROUNDS):
        strangers = children() - known
        if not strangers:
            return
        for pid in strangers:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        for pid in strangers:
            with contextlib.suppress(OSError):
                os.waitpid(pid, 0)


def children() -> set[int]:
    """Give the process ids of this process's children; none where the system does not tell."""
    path = CHILDREN / str(os.getpid()) / "children"
    try:
        return {int(pid) for pid in path.read_text().split()}
    except OSError:
        return set()
