"""Processes in a box, whose ids are others in there than here: see pid_namespaces(7) and proc_pid_status(5)."""

from __future__ import annotations

from grader.judge.watch import PROC


def children(pid: int) -> list[int]:
    """List the children of process *pid*. Raises OSError if it is gone."""
    return [int(child) for child in (PROC / f"{pid}/task/{pid}/children").read_text().split()]


def only_child(pid: int) -> int:
    """Give the child of process *pid*. Raises OSError if there is none."""
    for each in children(pid):
        return each
    raise ProcessLookupError(f"process {pid} has no child")


def child(parent: int, name: int) -> int:
    """Give the id of that child of *parent* which is process *name* in the box that both are in.

    Raises OSError if there is none.
    """
    for pid in reversed(children(parent)):  # the youngest is the last
        if ids(pid)[1:2] == [name]:
            return pid
    raise ProcessLookupError(f"there is no process {name} in the box")


def ids(pid: int) -> list[int]:
    """Give the ids of process *pid*: the one here, and those in each box within another that it is in."""
    try:
        status = (PROC / f"{pid}/status").read_text(errors="replace")
    except OSError:
        return []
    return next(([int(each) for each in line.split()[1:]] for line in status.splitlines() if line[:6] == "NSpid:"), [])
