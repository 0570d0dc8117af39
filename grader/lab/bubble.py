"""A bubble: everything that belongs to one run and to no other.

The replaced parts of the standard library (clocks, locks, threads, loops) serve whichever bubble is open. Outside any
bubble the clock stands still.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING, Any

from grader.lab.clock import Clock, make_clock
from grader.lab.kernel import Kernel, RunOver
from grader.lab.recorder import Recorder
from grader.lab.schedules import Choices
from grader.lab.ties import Ties
from grader.protocol import NANOSECONDS, nanoseconds

if TYPE_CHECKING:
    import weakref
    from collections.abc import Callable
    from types import CodeType, FrameType

    from grader.lab.files import Disk
    from grader.lab.kernel import Reason
    from grader.lab.loop import LabLoop
    from grader.lab.network.hosts import Network
    from grader.lab.programs import Program
    from grader.protocol import LeftProgram, Limits, Place, ProgramSpec, Schedule, Waiter

PATIENCE = 10_000
"""After so many readings of the clock at one instant it is looked at who reads: whoever it was the last time, too, in
the same step, counts as waiting for the clock to move."""

READ_COSTS = NANOSECONDS // 1_000
"""What each further reading of the clock then takes, in ns."""


RUN_HANDLE = asyncio.Handle._run.__code__  # noqa: SLF001 (what a loop calls for each step)


class Bubble:
    """One run: its clock, its threads, its recorder, its schedule and its limits."""

    def __init__(self, filename: str, limits: Limits, schedule: Schedule) -> None:
        self.choices = Choices(schedule)
        self.limits = limits
        self.clock: Clock = make_clock()
        self.recorder = Recorder(filename, self.clock.now, limits.output)
        self.kernel = Kernel(self.clock, nanoseconds(limits.virtual), self.choices.tie)
        self.ties = Ties()
        self.importable: dict[int, Any] = {}
        self.intrusions: set[tuple[str, Place | None]] = set()
        self.finals: dict[str, Callable[[], Any]] = {}
        self.disk: Disk | None = None
        self.loops: list[LabLoop] = []
        self.programs: dict[str, ProgramSpec] = {}
        self.started: list[Program] = []
        self.calls: dict[str, int] = {}
        self.handlers: dict[int, Any] = {}
        self.killed_by = ""
        self.network: Network | None = None
        self.steps = 0
        self.sequence = 0
        self.task_count = 0
        self.alive: dict[int, weakref.ref[asyncio.Task[Any]]] = {}
        self.given_up_at: Place | None = None
        self.process = os.getpid()
        self._reads = 0
        self._read_at = 0
        self._reader: tuple[FrameType, CodeType] | None = None

    def next_number(self) -> int:
        """Give the numbers 1, 2, 3, … of this run: for tasks, futures and timers."""
        self.sequence += 1
        return self.sequence

    def count_steps(self, number: int) -> None:
        """Count *number* more steps of an event loop. Raises RunOver when there were too many."""
        self.steps += number
        self._reads = 0
        self._reader = None
        if self.steps > self.limits.steps:
            raise self.kernel.give_up("steps")

    def read_clock(self) -> int:
        """Read the clock for the submission, in ns. Who reads it without end within one step makes it move."""
        now = self.clock.now()
        if now != self._read_at:
            self._read_at = now
            self._reads = 0
            self._reader = None
        self._reads += 1
        if self._reads <= PATIENCE:
            return now
        return self._read_again(sys._getframe(1))  # noqa: SLF001 (the documented way to a caller)

    def _read_again(self, frame: FrameType) -> int:
        while frame.f_back is not None and frame.f_globals.get("__package__") == __package__:
            frame = frame.f_back
        step, code = _step_of(frame), frame.f_code
        if self._reader is None or step is not self._reader[0]:
            self._reader, self._reads = (step, code), 0
        elif code is self._reader[1]:  # and not, for instance, asyncio setting the next timer
            self.park(self._read_at + READ_COSTS, "the clock", "a loop that waits for the clock")
            self._read_at = self.clock.now()
        return self.clock.now()

    def park(self, until: int | None, waits_for: str, what: str) -> bool:
        """Wait as a thread does, see `Kernel.park`; note it if that kept an event loop from running."""
        start = self.recorder.now()
        try:
            return self.kernel.park(until, waits_for)
        finally:  # a signal's handler may have raised something
            if self.recorder.now() > start and running_loop() is not None:
                self.recorder.block(current_task_name(), start, what, sys._getframe(1))  # noqa: SLF001 (the documented way to a caller)

    def unreaped(self) -> list[LeftProgram]:
        """Tell of the programs that run, and of those for which nobody has waited."""
        return [found for program in self.started if (found := program.left()) is not None]

    def waiting_programs(self) -> list[Waiter]:
        """Tell of the programs that can go on no more."""
        return [waiter for program in self.started if (waiter := program.waiter()) is not None]

    def release(self) -> None:
        """Let go of what refers back to this bubble: its run is over, and recorded."""
        self.loops.clear()
        self.finals.clear()
        self.started.clear()
        self.handlers.clear()
        self.network = None
        self.kernel.autopsy = _nothing

    def give_up(self, reason: Reason, frame: FrameType | None) -> RunOver:
        """See `Kernel.give_up`; also note where the submission was, at *frame*."""
        if self.given_up_at is None:
            self.given_up_at = self.recorder.place(frame)
        return self.kernel.give_up(reason)


def _nothing() -> None:
    """Look at nothing: there is no more to be seen."""


def _step_of(frame: FrameType) -> FrameType:
    """Find the frame in which the current step of an event loop began, or where the thread began if it runs none."""
    while frame.f_back is not None and frame.f_code is not RUN_HANDLE:
        frame = frame.f_back
    return frame


def running_loop() -> asyncio.AbstractEventLoop | None:
    """Give the loop that runs in this thread, if one does."""
    return asyncio._get_running_loop()  # noqa: SLF001 (its public twin raises when there is none)


def current_task() -> asyncio.Task[object] | None:
    """Give the task that is executing, if one is."""
    return asyncio.current_task() if running_loop() else None


def current_task_name() -> str:
    """Name the task that is executing, or "" outside a task."""
    task = current_task()
    return task.get_name() if task else ""


def _make_current() -> tuple[Callable[[], Bubble | None], Callable[[Bubble | None], None]]:
    bubble: Bubble | None = None

    def get() -> Bubble | None:
        return bubble

    def put(new: Bubble | None) -> None:
        nonlocal bubble
        bubble = new

    return get, put


current, enter = _make_current()


def require() -> Bubble:
    """Give the bubble that is open. Raises RuntimeError when none is."""
    bubble = current()
    if bubble is None:
        raise RuntimeError("this can only be done while a run is being recorded")
    return bubble
