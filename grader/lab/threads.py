"""The threading primitives of a run, taking turns with the baton of its kernel.

Only the lowest level is replaced: locks and threads. What the standard library builds from them in Python (conditions,
events, semaphores, queues, barriers, executors) is used as it is and so becomes virtual too, bounds like
``max_workers`` included.
"""

from __future__ import annotations

import _thread
import os
import queue
import threading
from collections import deque
from typing import TYPE_CHECKING, Any

from grader.lab.bubble import current
from grader.protocol import nanoseconds

if TYPE_CHECKING:
    from grader.lab.kernel import VirtualThread

CORES = 4
"""How many cores a run seems to have. The default executor's size depends on it: here always 8 threads."""

NO_LIMIT = -1


class Lock:
    """Stands in for `threading.Lock`. Who waits gets it in the order of asking."""

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
        assert bubble is not None  # noqa: S101 (acquire() has looked)
        until = None if timeout == NO_LIMIT else bubble.clock.now() + nanoseconds(timeout)
        self._waiters.append(me)
        holder = f", which {self._holder.name} holds" if self._holder else ""
        if bubble.park(until, f"a threading lock{holder}", "a threading lock"):
            return True  # release() has handed it over
        self._waiters.remove(me)
        return False

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

    def __repr__(self) -> str:
        return f"<{'locked' if self._locked else 'unlocked'} threading.Lock>"

    def _at_fork_reinit(self) -> None:
        self.__init__()  # type: ignore[misc]


class _Signal:
    """A real event, for the moment in which a thread starts: nobody may run in virtual time then."""

    def __init__(self) -> None:
        self._lock = _thread.allocate_lock()
        self._lock.acquire()
        self._set = False

    def set(self) -> None:
        self._set = True
        self._lock.release()

    def is_set(self) -> bool:
        return self._set

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 (threading's signature; a start is not timed)
        with self._lock:
            return self._set


class Thread(threading.Thread):
    """Stands in for `threading.Thread`: runs only while it holds the baton."""

    _virtual: VirtualThread | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._started: Any = _Signal()

    def start(self) -> None:
        """Start the thread: it is ready, and runs when the others wait."""
        bubble = current()
        if bubble is None:
            raise RuntimeError("a thread can only be started while a run is being recorded")
        if self._virtual is not None:
            raise RuntimeError("threads can only be started once")
        self.daemon = True  # the process does not wait for it: a run's threads end with the run
        virtual = self._virtual = bubble.kernel.add(self.name)
        body = self.run

        def take_turns() -> None:
            virtual.gate.acquire()
            try:
                body()
            except SystemExit:
                pass  # ends the thread, as ever
            except BaseException as error:  # noqa: BLE001 (as threading's excepthook)
                bubble.recorder.warn("callback", f"{self.name}: {type(error).__name__}: {error}")
            finally:
                bubble.kernel.finish(virtual)

        self.run = take_turns  # type: ignore[method-assign]
        super().start()

    def join(self, timeout: float | None = None) -> None:
        """Wait until the thread is done, or for *timeout* virtual seconds."""
        bubble, virtual = current(), self._virtual
        if virtual is None or bubble is None:
            raise RuntimeError("cannot join thread before it is started")
        me = bubble.kernel.current
        if me is virtual:
            raise RuntimeError("cannot join current thread")
        if not virtual.done:
            virtual.joiners.append(me)
            until = None if timeout is None else bubble.clock.now() + nanoseconds(max(timeout, 0))
            bubble.park(until, f"the end of thread {virtual.name}", "Thread.join()")

    def is_alive(self) -> bool:
        """Tell whether it has started and is not done."""
        return self._virtual is not None and not self._virtual.done


def install() -> None:
    """Put the virtual primitives in the place of the real ones. Call it once, before a submission is imported."""
    for name in ("Lock", "_allocate_lock"):
        setattr(threading, name, Lock)
    setattr(threading, "_CRLock", None)  # noqa: B010 (so RLock() makes the Python one, from virtual locks)
    setattr(threading, "Thread", Thread)  # noqa: B010 (mypy refuses to assign to a type)
    setattr(queue, "SimpleQueue", queue._PySimpleQueue)  # type: ignore[attr-defined]  # noqa: B010, SLF001 (built from a Semaphore)
    for name in ("cpu_count", "process_cpu_count"):
        if hasattr(os, name):
            setattr(os, name, lambda: CORES)
