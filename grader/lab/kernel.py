"""Threads that take turns: one baton, so that exactly one thread of a run is executing at any time.

A thread is executing, ready, asleep until a virtual time, parked until somebody wakes it, or done. Time jumps only when
no thread is ready, and to the earliest sleeper. When there is none either, nothing can ever happen again: that is a
deadlock, as for Go's `testing/synctest` a bubble that is durably blocked. An event loop is one more sleeper here, with
the deadline of its next timer.
"""

from __future__ import annotations

import _thread
import heapq
from collections import deque
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.lab.clock import Clock
    from grader.protocol import Place

Reason = Literal["deadlock", "steps", "virtual", "cpu", "idle", "exit", "killed"]


class RunOver(SystemExit):
    """The run has been given up: nothing can happen any more, or it has used what it may.

    A SystemExit, because a task keeps any other exception to itself (``asyncio.Task.__step``), and this one has to
    leave the event loop.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"the run is over: {reason}")
        self.reason: Reason = reason


class VirtualThread:
    """One thread of a run, and the gate at which it waits for the baton. All threads of a process share its *gil*.

    *origin* is the submission's line that started it, *errand* the one for which it works now, if that is known.
    """

    __slots__ = (
        "done",
        "errand",
        "gate",
        "gil",
        "ident",
        "interrupted",
        "joiners",
        "name",
        "origin",
        "parked",
        "ticket",
        "waits_for",
        "woken",
    )

    def __init__(self, name: str, gil: Any = None) -> None:
        self.name = name
        self.gil = gil
        self.origin: Place | None = None
        self.errand: Place | None = None
        self.gate = _thread.allocate_lock()
        self.gate.acquire()
        self.ident: int | None = None
        self.ticket = 0
        self.parked = False
        self.woken = False
        self.interrupted = False
        self.done = False
        self.waits_for = ""
        self.joiners: list[VirtualThread] = []


class Alarm:
    """Something that happens at a set time, while all threads wait; see `Kernel.call_at`."""

    __slots__ = ("act", "ticket")

    def __init__(self, act: Callable[[], None], ticket: int) -> None:
        self.act = act
        self.ticket = ticket

    def cancel(self) -> None:
        """Have it not happen."""
        self.ticket = 0


class Kernel:
    """Decides who runs next, and when time moves.

    Args:
        clock: the run's virtual clock.
        horizon: the virtual time in ns after which the run is given up.
        tie: gives a number for each sleeper; sleepers due at the same instant go in the order of these numbers, then
            in the order in which they fell asleep.

    Whoever notices that the run is over calls `autopsy`, once, while everybody still stands where it ended.
    """

    def __init__(self, clock: Clock, horizon: int, tie: Callable[[], int]) -> None:
        self.clock = clock
        self.main = self.current = VirtualThread("MainThread")
        self.threads = [self.main]
        self.over: Reason | None = None
        self.autopsy: Callable[[], None] = lambda: None
        self._horizon = horizon
        self._tie = tie
        self._tickets = 0
        self._ready: deque[VirtualThread] = deque()
        self._interruptions: deque[Callable[[], None]] = deque()
        self._is_attending = False
        self._sleepers: list[tuple[int, int, int, VirtualThread | Alarm]] = []

    def add(self, name: str) -> VirtualThread:
        """Make a thread that is ready to run; its real thread begins with ``gate.acquire()``."""
        thread = VirtualThread(name, self.current.gil)
        self.threads.append(thread)
        self._ready.append(thread)
        return thread

    def remove(self, thread: VirtualThread) -> None:
        """Take back `add`: the real thread could not be started."""
        thread.done = True
        self._ready.remove(thread)

    def park(self, until: int | None, waits_for: str) -> bool:
        """Give the baton away until woken or until the virtual time *until* (ns); tell whether woken.

        Raises RunOver in the main thread when the run has been given up, and what `interrupt` was given.
        """
        me = self.current
        while True:
            self._tickets += 1
            me.ticket, me.parked, me.woken, me.waits_for = self._tickets, True, False, waits_for
            if until is not None:
                heapq.heappush(self._sleepers, (until, self._tie(), self._tickets, me))
            self._hand_over(me)
            interrupted, me.interrupted = me.interrupted, False
            if self._interruptions:
                self.attend()
            if me.woken or not interrupted or (until is not None and until <= self.clock.now()):
                return me.woken

    def call_at(self, when: int, act: Callable[[], None]) -> Alarm:
        """Call *act* at the virtual time *when* (ns), in whichever thread waits then. It must not wait, nor raise."""
        self._tickets += 1
        alarm = Alarm(act, self._tickets)
        heapq.heappush(self._sleepers, (max(when, self.clock.now()), self._tie(), self._tickets, alarm))
        return alarm

    def give_way(self) -> None:
        """Let every thread that is ready run until it waits, then go on."""
        if self._ready:
            me = self.current
            me.parked = False
            self._ready.append(me)
            self._hand_over(me)
            if self._interruptions:
                self.attend()

    def interrupt(self, act: Callable[[], None]) -> None:
        """Have the main thread call *act* before anything else, and then go on, or wait on: what a signal does."""
        self._interruptions.append(act)
        if self.main.parked:
            self.main.parked, self.main.interrupted, self.main.ticket = False, True, 0
            self._ready.append(self.main)

    def attend(self) -> None:
        """In the main thread, call what `interrupt` was given. It may raise."""
        before, self._is_attending = self._is_attending, True
        try:
            while self._interruptions and self.current is self.main:
                self._interruptions.popleft()()
        finally:
            self._is_attending = before

    def wake(self, thread: VirtualThread) -> None:
        """Make a parked *thread* ready; do nothing if it is not parked."""
        if thread.parked:
            thread.parked = False
            thread.woken = True
            thread.ticket = 0
            self._ready.append(thread)
        elif thread is self.main and self._is_attending:
            thread.woken = True  # by what interrupts it: it waits no more

    def finish(self, me: VirtualThread) -> None:
        """End *me*: wake those who join it, and pass the baton on for good."""
        me.done = True
        for joiner in me.joiners:
            self.wake(joiner)
        heir = self._next()
        self.current = heir
        heir.gate.release()

    def give_up(self, reason: Reason) -> RunOver:
        """Note that the run is over, the first reason counting, and make the exception to raise."""
        self.over = self.over or reason
        return self.end_of(self.over)

    def end_of(self, reason: Reason) -> RunOver:
        """Make the exception to raise in a run that is over for *reason*; look at who stands where the first time."""
        look, self.autopsy = self.autopsy, lambda: None
        look()
        return RunOver(reason)

    def drain(self) -> None:
        """Let threads that can come to their end at once do so, as those of an executor that is no longer used."""
        while self._ready and not self.over:
            self.give_way()

    def _hand_over(self, me: VirtualThread) -> None:
        heir = self._next()
        if heir is not me:
            self.current = heir
            heir.gate.release()
            me.gate.acquire()
        if self.over and me is self.main:
            raise self.end_of(self.over)

    def _next(self) -> VirtualThread:
        """Choose who gets the baton, moving the clock if need be; the main thread if nothing can happen."""
        if self.over:
            return self.main
        if self._ready:
            return self._ready.popleft()
        while self._sleepers:
            until, _, ticket, sleeper = heapq.heappop(self._sleepers)
            if sleeper.ticket != ticket:
                continue
            if until > self._horizon:
                self.clock.advance(self._horizon)
                self.over = "virtual"
                return self.main
            self.clock.advance(until)
            sleeper.ticket = 0
            if isinstance(sleeper, VirtualThread):
                sleeper.parked = False
                return sleeper
            sleeper.act()
            if self._ready or self.over:
                return self._next()
        self.over = "deadlock"
        return self.main
