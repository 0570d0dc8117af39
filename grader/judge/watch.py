"""Watches a worker that does not answer: is it computing, or waiting for something that will never come?

Only CPU time and idleness count, never the time that passes: on a busy machine an honest run takes as long as it takes.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.protocol import ROUSE

GRANULARITY = 0.1
"""Seconds between two looks at a worker."""

GRACE = 0.2
"""Seconds that a worker which was asked where it waits has for its answer."""

HARD_WALL = 60.0
"""Seconds after which one answer is given up, however the worker spends them."""

WALL_FACTOR = 3
"""How much more wall time than CPU and idle time together an answer may take where neither can be read."""

PROC = Path("/proc")
"""Where Linux tells about processes, see proc(5)."""


@dataclass(frozen=True)
class Budget:
    """What a worker may cost, in seconds: CPU for one answer, idleness in one answer, CPU for all of its answers."""

    cpu: float = 2.0
    idle: float = 2.0
    total: float = 6.0


class LabDied(Exception):
    """A worker stopped answering. *kind* says how: it ended itself, was over its budget, or sent no proper message."""

    def __init__(self, kind: Literal["exited", "cpu", "wall", "malformed"], detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


class Watch:
    """Watches the worker *pid*, one answer after the other."""

    def __init__(self, pid: int, budget: Budget) -> None:
        self._pid = pid
        self._budget = budget
        self._began = self._looked = time.monotonic()
        self._used_before = self._used = 0.0
        self._rested = 0.0
        self._waited = 0.0
        self._roused = False

    def begin(self) -> None:
        """Begin to wait for an answer."""
        now = time.monotonic()
        self._waited += now - self._began
        self._began = now
        self._used_before = self._used
        self._rested = 0.0
        self._roused = False

    def look(self) -> None:
        """Look, unless that was just done. Raises LabDied if a budget is used up."""
        now = time.monotonic()
        interval = min(now - self._looked, now - self._began)
        if now - self._looked < GRANULARITY:
            return
        self._looked = now
        used, resting = activity(self._pid)
        if used is None:
            self._look_at_the_wall(now)
            return
        if resting and used - self._used < interval / 2:
            self._rested += interval
        self._used = used
        if used - self._used_before > self._budget.cpu:
            raise LabDied("cpu", f"it computed for more than {self._budget.cpu:g} s without an end")
        if used > self._budget.total:
            raise LabDied("cpu", f"its runs together computed for more than {self._budget.total:g} s")
        if self._rested > self._budget.idle and not self._roused:
            self._roused = _rouse(self._pid)
        elif self._rested > self._budget.idle + GRACE:
            raise LabDied(
                "wall", f"it did nothing for {self._budget.idle:g} s: it waits for something that never comes"
            )
        if now - self._began > HARD_WALL:
            raise LabDied("wall", f"it did not answer within {HARD_WALL:g} s")

    def _look_at_the_wall(self, now: float) -> None:
        """Look where the system does not tell what a process does: only the wall clock is left."""
        limit = WALL_FACTOR * (self._budget.cpu + self._budget.idle)
        if now - self._began > limit:
            raise LabDied("wall", f"it did not answer within {limit:g} s")
        if self._waited > WALL_FACTOR * (self._budget.total + self._budget.idle):
            raise LabDied("wall", "its runs together took far too long")


def _rouse(pid: int) -> bool:
    """Ask the worker *pid* to give up and to tell where it waits; it may be unable or unwilling to."""
    with contextlib.suppress(OSError):
        os.kill(pid, getattr(signal, ROUSE))
    return True


def activity(pid: int) -> tuple[float | None, bool]:
    """Give the CPU seconds that process *pid* has used, and whether all of its threads rest.

    The first is None where the system does not tell; a process that is gone has used nothing more, and rests.
    """
    if not (PROC / "self").exists():
        return None, False
    try:
        times = _fields(PROC / str(pid))
        used = (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError):
        return 0.0, True
    return used, not any(state(task) in ("R", "D") for task in _tasks(pid))


def state(process: Path) -> str:
    """Give the state letter of a process or thread, given its folder in `PROC`; "X" if it is gone."""
    try:
        return _fields(process)[0]
    except (OSError, IndexError):
        return "X"


def _tasks(pid: int) -> list[Path]:
    try:
        return list((PROC / str(pid) / "task").iterdir())
    except OSError:
        return []


def _fields(process: Path) -> list[str]:
    """Read the fields after the name, which may have spaces and parentheses of its own."""
    return (process / "stat").read_text(errors="replace").rpartition(")")[2].split()
