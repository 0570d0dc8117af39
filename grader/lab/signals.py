"""Signals in virtual time: sent by a scenario or by the submission itself, and handled as Python and asyncio do.

A handler that `signal.signal` has set runs in the main thread, also while that waits, and then the wait goes on. It
wakes an event loop only as in life: by `call_soon_threadsafe`, or when `add_signal_handler` was used.
"""

from __future__ import annotations

import asyncio
import inspect
import math
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from grader.lab import bubble as bubbles
from grader.lab import complaints
from grader.protocol import nanoseconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.lab.bubble import Bubble
    from grader.lab.loop import LabLoop
    from grader.lab.programs import Program

    Handler = Callable[[int, Any], Any] | int | None

SIGKILL = 9
"""By its number, which is the same everywhere: not every system has its name."""

HARMLESS = frozenset({0, *(getattr(signal, name, 0) for name in ("SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH"))})
"""The signals that do nothing unless somebody has a use for them."""

FIRST_PID = 4001
"""The number of the first program that a run starts."""

UNCATCHABLE = frozenset({SIGKILL, int(getattr(signal, "SIGSTOP", SIGKILL))})
"""What no process can handle: it is not made up, and ends or stops the lab's own process."""


class _Replaced:
    """What the functions below stand in for."""

    set_handler = staticmethod(signal.signal)
    getsignal = staticmethod(signal.getsignal)
    raise_signal = staticmethod(signal.raise_signal)
    kill = staticmethod(os.kill)
    killpg = staticmethod(getattr(os, "killpg", os.kill))
    getpgid = staticmethod(getattr(os, "getpgid", int))


def signal_name(number: int) -> str:
    """Name the signal *number*."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _by_pid(pid: int) -> Program | None:
    """Find the program of this run that has the number *pid*."""
    bubble = bubbles.current()
    number = pid - FIRST_PID
    return bubble.started[number] if bubble is not None and 0 <= number < len(bubble.started) else None


def signal_at(name: Any, at: Any) -> None:
    """Have the signal *name* arrive when *at* seconds of the run are over; now, if they are."""
    if name not in signal.Signals.__members__:
        raise ValueError(f"signal_at({name!r}, {at!r}), in the check: expected the name of a signal, as in 'SIGTERM'")
    if not isinstance(at, int | float) or not 0 <= at < math.inf:
        raise ValueError(f"signal_at({name!r}, {at!r}), in the check: expected seconds, 0 or more")
    bubble = bubbles.require()
    number = signal.Signals[name]
    when = bubble.clock.now() - bubble.recorder.now() + nanoseconds(at)
    bubble.kernel.call_at(when, lambda: _arrive(bubble, number))


def _arrive(bubble: Bubble, number: int) -> None:
    """Have the signal *number* arrive, whoever is executing."""
    bubble.recorder.event(signal_name(number))
    handler = _handler(bubble, number)
    if handler is signal.SIG_IGN or (handler is signal.SIG_DFL and number in HARMLESS):
        return
    if handler is signal.SIG_DFL:
        bubble.killed_by = signal_name(number)
        bubble.kernel.over = bubble.kernel.over or "killed"
        return
    if callable(handler):
        bubble.kernel.interrupt(lambda: _handle(bubble, number, handler))


def _handle(bubble: Bubble, number: int, handler: Callable[[int, Any], Any]) -> None:
    for loop in bubble.loops:
        if loop.handled_signals:  # it has asked to be woken, for any of them
            loop.hear(number)
    handler(number, sys._getframe())  # noqa: SLF001 (what a handler is given)
    for loop in bubble.loops:
        if loop.unheard is not None and not bubble.kernel.main.woken:
            complaints.note_unwoken(bubble, loop.unheard)
        loop.unheard = None


def _handler(bubble: Bubble, number: int) -> Handler:
    default = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
    handler: Handler = bubble.handlers.get(number, default)
    return handler


def _raise(bubble: Bubble, number: int) -> None:
    """Have the signal *number* arrive from who is executing: the main thread handles it before it goes on."""
    _arrive(bubble, number)
    if bubble.kernel.over:
        raise bubble.give_up("killed", sys._getframe(1))  # noqa: SLF001 (the documented way to a caller)
    bubble.kernel.attend()


# --- What stands in for Python's own --------------------------------------------------------------------------------


def set_handler(signalnum: int, handler: Any) -> Any:
    """Set what handles a signal; see `signal.signal`."""
    bubble = bubbles.current()
    if bubble is None:
        return _Replaced.set_handler(signalnum, handler)
    if bubble.kernel.current is not bubble.kernel.main:
        raise ValueError("signal only works in main thread of the main interpreter")
    if not callable(handler) and handler not in (signal.SIG_DFL, signal.SIG_IGN):
        raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    if signalnum not in signal.valid_signals():
        raise ValueError("signal number out of range")
    if signalnum in UNCATCHABLE:
        raise OSError(22, "Invalid argument")
    before = _handler(bubble, signalnum)
    bubble.handlers[int(signalnum)] = handler if callable(handler) else signal.Handlers(handler)
    return before


def get_handler(signalnum: int) -> Any:
    """Give what handles a signal; see `signal.getsignal`."""
    bubble = bubbles.current()
    return _Replaced.getsignal(signalnum) if bubble is None else _handler(bubble, signalnum)


def raise_signal(signalnum: int) -> None:
    """Send a signal to oneself; see `signal.raise_signal`."""
    bubble = bubbles.current()
    if bubble is None or signalnum in UNCATCHABLE:
        _Replaced.raise_signal(signalnum)
    else:
        _raise(bubble, signalnum)


def kill(pid: int, sig: int) -> None:
    """Send a signal to a program of the run, or to oneself; see `os.kill`."""
    bubble = bubbles.current()
    program = _by_pid(pid)
    if program is not None:
        if program.span.reaped is not None:
            raise ProcessLookupError(3, "No such process")
        program.receive(sig)
    elif bubble is not None and sig not in UNCATCHABLE and pid == bubble.process == os.getpid():
        if sig:
            _raise(bubble, sig)
    else:
        _Replaced.kill(pid, sig)


def killpg(pgid: int, sig: int) -> None:
    """Send a signal to a group: each program of the run is one of its own; see `os.killpg`."""
    if _by_pid(pgid) is not None:
        kill(pgid, sig)
    else:
        _Replaced.killpg(pgid, sig)


def getpgid(pid: int) -> int:
    """Give the group of a process: each program of the run is one of its own; see `os.getpgid`."""
    return pid if _by_pid(pid) is not None else _Replaced.getpgid(pid)


def install() -> None:
    """Put them in the place of Python's own. Call it once, before a submission is imported."""
    signal.signal, signal.getsignal, signal.raise_signal = set_handler, get_handler, raise_signal
    os.kill = kill
    for name, function in (("killpg", killpg), ("getpgid", getpgid)):
        if hasattr(os, name):
            setattr(os, name, function)


# --- Event loops ----------------------------------------------------------------------------------------------------


def add(loop: LabLoop, sig: int, callback: Any, args: tuple[Any, ...]) -> None:
    """Do what `asyncio.loop.add_signal_handler` does, and refuse what it refuses."""
    if asyncio.iscoroutine(callback) or inspect.iscoroutinefunction(callback):
        raise TypeError("coroutines cannot be used with add_signal_handler()")
    _check(sig)
    loop._check_closed()  # type: ignore[attr-defined]  # noqa: SLF001 (as asyncio does)
    if loop.bubble.kernel.current is not loop.bubble.kernel.main:
        raise RuntimeError("set_wakeup_fd only works in main thread of the main interpreter")
    if sig in UNCATCHABLE:
        raise RuntimeError(f"sig {sig} cannot be caught")
    loop.handled_signals[sig] = asyncio.Handle(callback, args, loop, None)
    set_handler(sig, _nothing)


def remove(loop: LabLoop, sig: int) -> bool:
    """Do what `asyncio.loop.remove_signal_handler` does."""
    _check(sig)
    if loop.handled_signals.pop(sig, None) is None:
        return False
    loop.bubble.handlers.pop(sig, None)
    return True


def _check(sig: Any) -> None:
    if not isinstance(sig, int):
        raise TypeError(f"sig must be an int, not {sig!r}")
    if sig not in signal.valid_signals():
        raise ValueError(f"invalid signal number {sig}")


def _nothing(_signum: int, _frame: Any) -> None:
    """Do nothing: the event loop does it."""


class Interrupts:
    """Ctrl-C as `asyncio.Runner` handles it: the main task is cancelled first, a second one ends everything at once."""

    def __init__(self, bubble: Bubble) -> None:
        self._bubble = bubble
        self._number = 0
        self.main: asyncio.Task[Any] | None = None
        bubble.handlers[signal.SIGINT] = self._handle

    def _handle(self, _signum: int, _frame: Any) -> None:
        self._number += 1
        if self._number == 1 and self.main is not None and not self.main.done():
            self.main.cancel()
            self.main.get_loop().call_soon_threadsafe(lambda: None)
            return
        raise KeyboardInterrupt

    def ended_it(self, error: BaseException) -> bool:
        """Tell whether the main task ended by *error* because of them, and handle no more."""
        self.stop()
        cancelled = isinstance(error, asyncio.CancelledError) and self._number > 0
        return cancelled and self.main is not None and self.main.uncancel() == 0

    def stop(self) -> None:
        """Handle no more: from now on, each ends everything at once."""
        if self._bubble.handlers.get(signal.SIGINT) == self._handle:
            del self._bubble.handlers[signal.SIGINT]
