"""What makes a socket block, or not: how long its calls may wait, and the waiting, in virtual time."""

from __future__ import annotations

import errno
import os
import socket
from typing import TYPE_CHECKING

from grader.lab.clock import waiting

if TYPE_CHECKING:
    from grader.lab.bubble import Bubble
    from grader.lab.kernel import VirtualThread


class Blocking:
    """Something on which the threads of the run of *bubble* wait, each call for so long at most, or not at all."""

    def __init__(self, bubble: Bubble) -> None:
        self._bubble = bubble
        self._timeout = socket.getdefaulttimeout()
        self._waiting: list[VirtualThread] = []

    def fileno(self) -> int:
        """Give its number, -1 when it is closed."""
        raise NotImplementedError

    def events(self) -> int:
        """Tell whether it can be read from, and written to."""
        raise NotImplementedError

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 (socket.socket's signature)
        """Set whether it blocks."""
        self._timeout = None if flag else 0.0

    def settimeout(self, value: float | None) -> None:
        """Set for how many seconds each call may block; None is for ever."""
        if value is not None and value < 0:
            raise ValueError("Timeout value out of range")
        self._timeout = value

    def gettimeout(self) -> float | None:
        """Give for how many seconds each call may block, 0.0 if it does not."""
        return self._timeout

    def getblocking(self) -> bool:
        """Tell whether it blocks."""
        return self._timeout != 0

    def _until(self) -> int | None:
        """Give until when a call that begins now may wait, in ns of virtual time; 0 if it may not."""
        if not self._timeout:
            return None if self._timeout is None else 0
        return self._bubble.clock.now() + waiting(self._timeout)

    def _wait(self, wanted: int, until: int | None, what: str) -> None:
        """Wait, unless *until* is 0, for one of the *wanted* events. Raises TimeoutError."""
        while until != 0 and not self.events() & wanted:
            self._park(until, what)
            if not self.events() & wanted:
                self._check_time(until)

    def _wait_until(self, due: int | None, what: str) -> None:
        """Wait until the virtual time *due* (ns). Raises TimeoutError if a call may not take that long."""
        until, clock = self._until(), self._bubble.clock
        while due is None or clock.now() < due:
            self._park(min((at for at in (due, until) if at is not None), default=None), what)
            if due is None or clock.now() < due:
                self._check_time(until)

    def _park(self, until: int | None, what: str) -> None:
        me = self._bubble.kernel.current
        self._waiting.append(me)
        try:
            self._bubble.park(until, what, what.partition(",")[0])
        finally:
            self._waiting.remove(me)
        if self.fileno() == -1:  # another thread has closed it
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    def _check_time(self, until: int | None) -> None:
        if until is not None and until <= self._bubble.clock.now():
            raise TimeoutError("timed out")

    def _rouse(self) -> None:
        """Have the threads that wait look again."""
        for thread in self._waiting:
            self._bubble.kernel.wake(thread)
