"""The threading primitives of a run, taking turns with the baton of its kernel.

Only the lowest level is replaced: locks and threads. What the standard library builds from them in Python (conditions,
events, semaphores, queues, barriers, executors) is used as it is and so becomes virtual too, bounds like
``max_workers`` included.
"""

from __future__ import annotations

import _thread
import functools
import itertools
import os
import queue
import signal
import sys
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NoReturn

from grader.lab import values
from grader.lab.bubble import current
from grader.lab.clock import waiting

if TYPE_CHECKING:
    from grader.lab.kernel import VirtualThread

CORES = 4
"""How many cores a run seems to have. The default executor's size depends on it: here always 8 threads."""

STACK_SIZE = 4 * 1024 * 1024
"""Bytes of stack a thread has. The usual 8 MiB would let fewer of them fit under the lab's cap on memory: those that a
run leaves behind stay until its process ends."""

VIRTUAL = "_virtual"
"""The attribute of a started thread with its `VirtualThread`."""

NO_LIMIT = -1


class Lock:
    """Stands in for `threading.Lock`. Who waits gets it in the order of asking."""

    label = "a threading lock"

    def __init__(self) -> None:
        self._locked = False
        self._holder: VirtualThread | None = None
        self._waiters: deque[VirtualThread] = deque()

    def acquire(self, blocking: bool = True, timeout: float = NO_LIMIT) -> bool:  # noqa: FBT001, FBT002 (threading's signature)
        """Acquire the lock; see `threading.Lock.acquire`."""
        if not blocking and timeout != NO_LIMIT:
            raise ValueError("can't specify a timeout for a non-blocking call")
        if timeout < 0 and timeout != NO_LIMIT:
            raise ValueError("timeout value must be a non-negative number")
        bubble = current()
        if not self._locked:
            self._locked = True
            self._holder = bubble.kernel.current if bubble else None
            return True
        if not blocking or bubble is None:
            return False
        return self._wait(bubble.kernel.current, timeout)

    def _wait(self, me: VirtualThread, timeout: float) -> bool:
        bubble = current()
        assert bubble is not None
        until = None if timeout == NO_LIMIT else bubble.clock.now() + waiting(timeout)
        self._waiters.append(me)
        holder = f", which {self._holder.name} holds" if self._holder else ""
        has_it = False
        try:
            has_it = bubble.park(until, f"{self.label}{holder}", self.label)
        finally:
            if not has_it and me in self._waiters:  # or release() has handed it over
                self._waiters.remove(me)
        return has_it

    def release(self) -> None:
        """Release the lock, handing it to whoever has waited longest."""
        if not self._locked:
            raise RuntimeError("release unlocked lock")
        bubble = current()
        if self._waiters and bubble is not None:
            self._holder = self._waiters.popleft()
            bubble.kernel.wake(self._holder)
        else:
            self._locked = False
            self._holder = None

    def locked(self) -> bool:
        """Tell whether somebody holds it."""
        return self._locked

    acquire_lock, release_lock, locked_lock = acquire, release, locked

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc: object) -> None:
        self.release()

    def __reduce__(self) -> NoReturn:
        raise TypeError("cannot pickle '_thread.lock' object")

    def __repr__(self) -> str:
        return f"<{'locked' if self._locked else 'unlocked'} threading.Lock>"

    def _at_fork_reinit(self) -> None:
        self.__init__()  # type: ignore[misc]


class Gil(Lock):
    """What who computes holds: one at a time in a process."""

    label = "the GIL"


class _Signal:
    """A real event in the place of `Thread._started`: nobody may run in virtual time while a thread starts.

    The new thread sets it, which lets its starter go on, and then waits here for its own first turn.
    """

    def __init__(self, virtual: VirtualThread) -> None:
        self._virtual = virtual
        self._lock = _thread.allocate_lock()
        self._lock.acquire()
        self._set = False

    def set(self) -> None:
        self._set = True
        self._virtual.ident = _thread.get_ident()
        if hasattr(signal, "pthread_sigmask"):  # so that the end of the CPU budget reaches the main thread
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPROF])
        self._lock.release()
        self._virtual.gate.acquire()

    def is_set(self) -> bool:
        return self._set

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 (threading's signature; a start is not timed)
        with self._lock:
            return self._set


class _Replaced:
    """What the methods below stand in for. They are put into `threading.Thread` itself: `Timer` derives from it."""

    start = threading.Thread.start
    join = threading.Thread.join
    is_alive = threading.Thread.is_alive
    bootstrap_inner = threading.Thread._bootstrap_inner  # type: ignore[attr-defined]  # noqa: SLF001 (has no other name)


def _virtual_of(thread: threading.Thread) -> VirtualThread | None:
    bubble = current()
    if bubble is not None and thread is threading.main_thread():
        return bubble.kernel.main
    return thread.__dict__.get(VIRTUAL)


def start(self: Any) -> None:
    """Start the thread: it is ready, and runs when the others wait."""
    bubble = current()
    if bubble is None:
        raise RuntimeError("a thread can only be started while a run is being recorded")
    if not getattr(self, "_initialized", False) or _virtual_of(self) is not None:
        _Replaced.start(self)  # which says what is wrong
        return
    virtual = bubble.kernel.add(self.name)
    virtual.origin = bubble.recorder.place(sys._getframe(1))  # noqa: SLF001 (the documented way to a caller)
    self.__dict__[VIRTUAL] = virtual
    self._started = _Signal(virtual)
    try:
        _Replaced.start(self)
    except BaseException:  # there is no room for another thread
        bubble.kernel.remove(virtual)
        raise


def bootstrap_inner(self: Any) -> None:
    """Run the thread, then pass the baton on for good."""
    bubble = current()
    try:
        _Replaced.bootstrap_inner(self)
    finally:
        if bubble is not None:
            bubble.kernel.finish(self.__dict__[VIRTUAL])


def join(self: threading.Thread, timeout: float | None = None) -> None:
    """Wait until the thread is done, or for *timeout* virtual seconds."""
    bubble, virtual = current(), _virtual_of(self)
    if virtual is None or bubble is None:
        _Replaced.join(self, timeout)  # which says what is wrong
        return
    me = bubble.kernel.current
    if me is virtual:
        raise RuntimeError("cannot join current thread")
    if not virtual.done:
        virtual.joiners.append(me)
        until = None if timeout is None else bubble.clock.now() + waiting(max(timeout, 0))
        try:
            bubble.park(until, f"the end of thread {virtual.name}", "Thread.join()")
        finally:
            if me in virtual.joiners:
                virtual.joiners.remove(me)  # or its end would wake what this thread does later


def is_alive(self: threading.Thread) -> bool:
    """Tell whether it has started and is not done."""
    virtual = _virtual_of(self)
    return virtual is not None and not virtual.done


def note_exception(args: Any) -> None:
    """Record what ended a thread; a SystemExit ends it quietly, as ever."""
    bubble = current()
    if bubble is not None and not issubclass(args.exc_type, SystemExit):
        name = args.thread.name if args.thread is not None else "a thread"
        place = bubble.recorder.place_of_traceback(args.exc_traceback)
        what = f"{name}: {values.type_name(args.exc_value)}: {values.safe_text(args.exc_value)}"
        bubble.recorder.warn("callback", what, place)


def begin_run() -> None:
    """Forget the threads of the run before: those that it left behind never get another turn."""
    active: dict[int, threading.Thread] = threading._active  # type: ignore[attr-defined]  # noqa: SLF001 (has no other name)
    for ident, thread in list(active.items()):
        if thread is not threading.main_thread():
            active.pop(ident, None)
    threading._limbo.clear()  # type: ignore[attr-defined]  # noqa: SLF001 (as above)
    threading.excepthook = note_exception
    # Threads are named by these counters, and names are recorded.
    threading._counter = itertools.count(1).__next__  # type: ignore[attr-defined]  # noqa: SLF001 (as above)
    ThreadPoolExecutor._counter = itertools.count().__next__  # type: ignore[attr-defined]  # noqa: SLF001 (as above)


def install() -> None:
    """Put the virtual primitives in the place of the real ones. Call it once, before a submission is imported."""
    for name in ("Lock", "_allocate_lock"):
        setattr(threading, name, Lock)
    setattr(threading, "_CRLock", None)  # noqa: B010 (so RLock() makes the Python one, from virtual locks)
    if hasattr(functools, "RLock"):
        setattr(functools, "RLock", threading.RLock)  # noqa: B010 (held by cached_property on Python 3.11 while it computes)
    for name, method in (
        ("start", start),
        ("join", join),
        ("is_alive", is_alive),
        ("_bootstrap_inner", bootstrap_inner),
    ):
        setattr(threading.Thread, name, method)
    threading.stack_size(STACK_SIZE)
    setattr(queue, "SimpleQueue", queue._PySimpleQueue)  # type: ignore[attr-defined]  # noqa: B010, SLF001 (built from a Semaphore)
    for name in ("cpu_count", "process_cpu_count"):
        if hasattr(os, name):
            setattr(os, name, lambda: CORES)
