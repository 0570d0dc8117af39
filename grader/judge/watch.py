"""Watches a worker that does not answer: is it computing, or waiting for something that will never come?

Only CPU time and idleness count, never the time that passes: on a busy machine an honest run takes as long as it takes.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Literal

GRANULARITY = 0.1
"""Seconds between two looks at a worker."""

HARD_WALL = 120.0
"""Seconds after which a worker is given up where its CPU time cannot be read, or where it never rests nor works."""


class Watch:
    """Watches the worker *pid* from now on. *cpu* and *idle* are its budgets in seconds."""

    def __init__(self, pid: int, cpu: float, idle: float) -> None:
        self._pid = pid
        self._cpu = cpu
        self._idle = idle
        self._began = self._moved = time.monotonic()
        self._used_before = self._used_last = -1.0

    def patience(self) -> float:
        """Say how many seconds to wait for an answer before the next look."""
        return GRANULARITY

    def over(self) -> Literal["cpu", "wall"] | None:
        """Look: tell whether a budget is used up, and which."""
        now = time.monotonic()
        used, running = cpu_time(self._pid)
        if used is None:
            limit = HARD_WALL if not os.path.isdir("/proc/self") else self._idle
            return "wall" if now - self._began > limit else None
        if self._used_before < 0:
            self._used_before = used
        if running or used != self._used_last:
            self._used_last, self._moved = used, now
        if used - self._used_before > self._cpu:
            return "cpu"
        if now - self._moved > self._idle or now - self._began > HARD_WALL:
            return "wall"
        return None

    def said(self, over: Literal["cpu", "wall"]) -> str:
        """Say in words what was used up."""
        if over == "cpu":
            return f"it computed for more than {self._cpu:g} s without an end"
        return f"it did nothing for {self._idle:g} s: it waits for something that never comes"


def cpu_time(pid: int) -> tuple[float | None, bool]:
    """Give the CPU seconds that process *pid* has used, and whether any of its threads is running or in the kernel.

    None where the system does not tell (proc(5) is Linux's).
    """
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        used, running = 0.0, False
        for task in tasks:
            fields = (task / "stat").read_text().rpartition(")")[2].split()
            used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            running = running or fields[0] in "RD"
    except (OSError, ValueError, IndexError):
        return None, False
    return used, running
