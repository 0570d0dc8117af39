"""The event loop of a run: asyncio's own, on a clock that jumps.

asyncio's loop over a selector is used as it is. It asks the selector how long to sleep, and there all of this
project's logic sits: instead of sleeping, the loop parks in the run's kernel until its next timer. It owns no file
descriptor, and its sockets are the lab's.
"""

from __future__ import annotations

import asyncio
import gc
import heapq
import inspect
import math
import sys
from asyncio import selector_events
from typing import TYPE_CHECKING, Any

from grader.lab import bubble as bubbles
from grader.lab import children, complaints, files, intruders, signals
from grader.lab.clock import MONOTONIC_START, resolution
from grader.lab.generators import Generators
from grader.lab.jobs import complete
from grader.lab.kernel import RunOver
from grader.lab.network.hosts import Network, arrive
from grader.lab.network.selector import VirtualSelector
from grader.lab.network.transports import LabTransport
from grader.lab.standing import EVENT_LOOP
from grader.lab.tasks import LabFuture, LabTask, is_anyone_alone
from grader.lab.ties import kind_of
from grader.protocol import NANOSECONDS, nanoseconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextvars import Context
    from types import AsyncGeneratorType, FrameType

    from grader.lab.bubble import Bubble
    from grader.lab.ties import Kind

FOREVER = 1e15
"""A time in seconds after which nothing is looked at: ``sleep(math.inf)`` is a way to wait for ever."""

PATIENT_TURNS = 1_000
"""After so many turns in a row in which something was to be done at once, turns take their time: whoever gives way
again and again until it is later, or until others are done, waits for time to pass."""

PAID_TURNS = 10
"""So many of them take time together: one by one, they would be over before all who have been woken at an instant have
had their turn."""

PRICES = ((2_000, NANOSECONDS // 100), (3_000, NANOSECONDS // 10), (math.inf, NANOSECONDS // 2))
"""What that is, in ns, up to which number of turns. Durations and limits of exercises are multiples of all of these."""

STEPS_PAY_FOR = 8
"""How many tasks may be looked at in a garbage collection for each step since the last one."""

YOUNG, ALL = 1, 2
"""Generations of the garbage collector, see `gc.collect`: what has come since the last collection, and everything."""

THOROUGH = 16
"""Every so many collections are of everything, whatever else there is to be seen."""


class Timer(asyncio.TimerHandle):
    """A timer that knows its place among those with the same deadline.

    asyncio keeps its timers in a heap ordered by deadline alone, so equal ones come out in an order that depends on
    the others in the heap. Here it is the order in which they were set, or the one that the schedule draws.
    """

    __slots__ = ("kind", "rank")

    rank: tuple[float, int, int]
    kind: Kind | None

    def __lt__(self, other: asyncio.TimerHandle) -> bool:
        return self.rank < other.rank if isinstance(other, Timer) else super().__lt__(other)

    def cancel(self) -> None:
        """Cancel as asyncio does; what is cancelled before its time ties with nothing."""
        if self._loop.is_intruded():  # type: ignore[attr-defined]
            intruders.note(self._loop)  # type: ignore[attr-defined]
        if self.kind is not None and not self.cancelled():
            bubble, due = self._loop.bubble, due_at(self)  # type: ignore[attr-defined]
            if bubble.clock.now() < due:
                bubble.ties.remove(self.kind, due)
        super().cancel()


class LabLoop(selector_events.BaseSelectorEventLoop):
    """An event loop in virtual time, belonging to the bubble that is open when it is made."""

    _closed: bool
    _debug: bool
    _ready: Any
    _thread_id: int | None
    _scheduled: list[asyncio.TimerHandle]
    _clock_resolution: float
    _default_executor: Any
    _selector: VirtualSelector

    def __init__(self) -> None:
        super().__init__(VirtualSelector(self))
        bubble = bubbles.current()
        if bubble is None:
            raise RuntimeError("an event loop can only be made while a run is being recorded")
        self.bubble: Bubble = bubble
        self.thread = bubble.kernel.current
        self.is_idle = False
        self.handled_signals: dict[int, asyncio.Handle] = {}
        self.unheard: FrameType | None = None
        self.made_at = bubble.recorder.place(sys._getframe(1))  # noqa: SLF001 (the documented way to a caller)
        self._asyncgens = Generators()
        self._closing: set[asyncio.Task[Any]] = set()
        self._collected_at = self._collections = 0
        self._busy_turns = 0
        self._clock_resolution = resolution(self.time())
        bubble.loops.append(self)

    # --- Threads ----------------------------------------------------------------------------------------------------

    def run_forever(self) -> None:
        """Run as asyncio does, in this thread."""
        self.thread = self.bubble.kernel.current
        super().run_forever()

    def is_intruded(self) -> bool:
        """Tell whether it runs, and in another thread than the one that executes now."""
        return self._thread_id is not None and self.thread is not self.bubble.kernel.current

    def call_soon(self, callback: Any, *args: Any, context: Context | None = None) -> asyncio.Handle:  # type: ignore[override]
        """Call as asyncio does; note a call from another thread, or from a signal's handler, which wakes no loop."""
        if self._closed:
            self._check_closed()  # type: ignore[attr-defined]
        if self._thread_id is not None and self.thread is not self.bubble.kernel.current:
            intruders.note(self)
        elif self.is_idle and not self.handled_signals:
            self.unheard = self.unheard or sys._getframe(1)  # noqa: SLF001 (the documented way to a caller)
        if self._debug:
            self._check_thread()  # type: ignore[attr-defined]
            self._check_callback(callback, "call_soon")  # type: ignore[attr-defined]
        handle = asyncio.Handle(callback, args, self, context)
        if handle._source_traceback:  # type: ignore[attr-defined]  # noqa: SLF001 (as BaseEventLoop.call_soon)
            del handle._source_traceback[-1]  # type: ignore[attr-defined]  # noqa: SLF001 (as above)
        self._ready.append(handle)
        return handle

    def stop(self) -> None:
        """Stop as asyncio does; note a call from another thread."""
        if self.is_intruded():
            intruders.note(self)
        super().stop()

    # --- Time -------------------------------------------------------------------------------------------------------

    def time(self) -> float:
        """Give the loop's time in virtual seconds, the same as `time.monotonic()`."""
        return (MONOTONIC_START + self.bubble.read_clock()) / NANOSECONDS

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Set a timer, as asyncio does; one for later is due later, also where *delay* is lost beside the time."""
        if delay is None:
            raise TypeError("delay must not be None")  # as BaseEventLoop.call_later
        now = self.time()
        when = max(now + delay, math.nextafter(now, math.inf)) if delay > 0 else now + delay
        return self.call_at(when, callback, *args, context=context)

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Set a timer, as asyncio does, with its deadline rounded to the nanosecond; one for later is due later."""
        if when is None:
            raise TypeError("when cannot be None")  # as BaseEventLoop.call_at
        self._check_closed()  # type: ignore[attr-defined]
        if self.is_intruded():
            intruders.note(self)
        if self.get_debug():
            self._check_thread()  # type: ignore[attr-defined]
            self._check_callback(callback, "call_at")  # type: ignore[attr-defined]
        now = (MONOTONIC_START + self.bubble.clock.now()) / NANOSECONDS
        if when > now:
            when = round(max(when, now + 2 * self._clock_resolution), 9)
        else:
            when = round(when, 9) if when == when else now  # noqa: PLR0124 (asyncio fires at once what is due at NaN)
        timer = Timer(when, callback, args, self, context)
        timer.rank = (when, self.bubble.choices.tie(), self.bubble.next_number())
        timer.kind = "job" if callback is arrive else kind_of(callback, complete)
        if timer.kind is not None:
            self.bubble.ties.add(timer.kind, due_at(timer))
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True  # type: ignore[attr-defined]  # noqa: SLF001 (as BaseEventLoop.call_at)
        return timer

    def wait(self, *, busy: bool) -> None:
        """Let other threads run, and time pass, until there is something to do."""
        bubble = self.bubble
        if bubble.kernel.over:
            raise RunOver(bubble.kernel.over)
        bubble.count_steps(len(self._ready) or busy)
        if busy:
            bubble.kernel.give_way()
            self._busy_turns += 1
            if self._busy_turns > PATIENT_TURNS and self._busy_turns % PAID_TURNS == 0:
                price = next(price for turns, price in PRICES if self._busy_turns <= turns)
                self._park(bubble.clock.now() + price)
            return
        self._busy_turns = 0
        self._collect()
        if self._ready:  # a generator that is to be closed, for instance
            return
        self._park(None)

    def _park(self, at_most: int | None) -> None:
        """Let time pass until the next timer is due, or until *at_most* (ns) if that is earlier."""
        bubble = self.bubble
        until = due_at(self._scheduled[0]) if self._scheduled else at_most
        if until is not None and at_most is not None:
            until = min(until, at_most)
        if until is None or until > bubble.clock.now():
            self.is_idle = True
            try:
                bubble.kernel.park(until, EVENT_LOOP)
            finally:  # Ctrl-C may end it
                self.is_idle = False
        self._clock_resolution = resolution((MONOTONIC_START + bubble.clock.now()) / NANOSECONDS)

    def _collect(self) -> None:
        """Collect garbage: a task that nobody refers to is gone by the time its work would be done, as in life.

        Not at every pause of a loop with hundreds of tasks: looking at each of them costs more than running one. And of
        what is older only if there is a sign, as that costs more than all the rest of a pause: a task to which only
        the future that it waits for refers, or that nothing is due at all.
        """
        steps, alive = self.bubble.steps, self.bubble.alive
        if (steps - self._collected_at) * STEPS_PAY_FOR >= len(alive):
            self._collected_at = steps
            self._collections += 1
            is_thorough = not self._scheduled or self._collections % THOROUGH == 0 or is_anyone_alone(alive.values())
            gc.collect(ALL if is_thorough else YOUNG)

    def _write_to_self(self) -> None:
        """Wake the thread that runs this loop: another one has called `call_soon_threadsafe`."""
        if self.is_idle:  # and not in a `time.sleep()` or waiting for a lock
            self.bubble.kernel.wake(self.thread)

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:  # type: ignore[override]
        """Run as asyncio does; of what is opened in another thread it is told at which line."""
        if self.bubble.disk is not None or self.bubble.network is not None:
            func = files.errand(self.bubble, func)
        return super().run_in_executor(executor, func, *args)

    # --- Tasks and futures ------------------------------------------------------------------------------------------

    def create_future(self) -> asyncio.Future[Any]:
        """Make a future with a number of its own."""
        future = LabFuture(loop=self)
        future._number = self.bubble.next_number()  # noqa: SLF001 (set nowhere else)
        return future

    # --- Complaints -------------------------------------------------------------------------------------------------

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Note what asyncio complains of, then do as asyncio does."""
        if not (complaints.is_of_stream(context) or complaints.is_mistaken(context)):
            self.bubble.recorder.warn(*complaints.of_context(context, self.bubble))
        super().call_exception_handler(context)

    def default_exception_handler(self, context: dict[str, Any]) -> None:
        """Say nothing: the complaint is in the recording."""

    # --- Generators -------------------------------------------------------------------------------------------------

    def _asyncgen_finalizer_hook(self, agen: AsyncGeneratorType[Any, Any]) -> None:
        """Close as asyncio does, in a task that begins now, what nobody refers to any more; note that nobody has.

        Nobody refers to that task either. It is kept, so that what there is to see is a clean-up that comes late.
        """
        complaints.note_generator(self.bubble, agen, "never closed" if self.is_closed() else "closed late")
        self._asyncgens.discard(agen)
        if not self.is_closed():
            self.call_soon_threadsafe(self._close_generator, agen.aclose())

    def _close_generator(self, closing: Any) -> None:
        task = self.create_task(closing)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def is_done(self) -> bool:
        """Tell whether shutting down would find nothing to do: asyncio goes through its turns all the same."""
        timer = self._scheduled[0] if self._scheduled else None
        is_due = timer is not None and due_at(timer) <= self.bubble.clock.now()
        return not (self._ready or is_due or len(self._asyncgens) or self._default_executor or self._selector.marked)

    def shutdown_asyncgens(self) -> Any:
        """Close as asyncio does, in the order in which they were begun, what still stands at a `yield`; note it."""
        for agen in self._asyncgens:
            if agen.ag_frame is not None:
                complaints.note_generator(self.bubble, agen, "closed late")
        return super().shutdown_asyncgens()

    # --- Signals ----------------------------------------------------------------------------------------------------

    def add_signal_handler(self, sig: int, callback: Callable[..., object], *args: Any) -> None:  # type: ignore[override]
        """Call *callback* when the signal *sig* arrives, as asyncio does."""
        signals.add(self, sig, callback, args)

    def remove_signal_handler(self, sig: int) -> bool:
        """Take back `add_signal_handler`; tell whether there was a handler."""
        return signals.remove(self, sig)

    def hear(self, sig: int) -> None:
        """Wake up for the signal *sig*, and call its handler if there is one."""
        handle = self.handled_signals.get(sig)
        if handle is not None:
            self._add_callback(handle)  # type: ignore[attr-defined]
        self._write_to_self()

    def close(self) -> None:
        """Close as asyncio does, and handle no more signals."""
        super().close()
        for sig in tuple(self.handled_signals):
            signals.remove(self, sig)

    # --- Programs ---------------------------------------------------------------------------------------------------

    def _make_subprocess_transport(self, *args: Any, **options: Any) -> Any:
        """Start one of the run's programs; what `subprocess_exec` and `subprocess_shell` call."""
        return children.start(self, *args, **options)

    def _make_read_pipe_transport(self, pipe: Any, protocol: Any, waiter: Any = None, extra: Any = None) -> Any:
        """Read from a program; what `connect_read_pipe` calls."""
        return children.ReadTransport(self, children.own_end(pipe), protocol, waiter, extra)

    def _make_write_pipe_transport(self, pipe: Any, protocol: Any, waiter: Any = None, extra: Any = None) -> Any:
        """Write to a program; what `connect_write_pipe` calls."""
        return children.WriteTransport(self, children.own_end(pipe), protocol, waiter, extra)

    # --- Network ----------------------------------------------------------------------------------------------------

    async def getaddrinfo(self, host: Any, port: Any, **wanted: int) -> Any:
        """Look *host* up in the run's own network. Raises socket.gaierror for one that nobody has declared."""
        return Network.of(self.bubble).look_up(host, port, **wanted)

    async def getnameinfo(self, sockaddr: tuple[Any, ...], _flags: int = 0) -> tuple[str, str]:
        """Give the name of the host at an address, and its port."""
        return Network.of(self.bubble).name_of(sockaddr[0]), str(sockaddr[1])

    def _make_socket_transport(
        self, sock: Any, protocol: Any, waiter: Any = None, *, extra: Any = None, server: Any = None
    ) -> LabTransport:
        self._ensure_fd_no_transport(sock)  # type: ignore[attr-defined]
        return LabTransport(self, sock, protocol, waiter, extra, server)

    def _make_self_pipe(self) -> None:
        """Make none: see `_write_to_self`."""

    def _close_self_pipe(self) -> None:
        """Close none."""


def due_at(timer: asyncio.TimerHandle) -> int:
    """Give when *timer* fires, in ns since the start of the run; one that never does is past the end of any."""
    when = timer.when()
    return nanoseconds(when) - MONOTONIC_START if when < FOREVER else nanoseconds(FOREVER)


def as_completed_in_order(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap `asyncio.as_completed` so that coroutines start in the order in which they are passed.

    It makes a set of its argument first, and so starts them by address.
    https://github.com/python/cpython/blob/3.13/Lib/asyncio/tasks.py (``as_completed``)
    """

    def in_order(fs: Any) -> Any:
        loop = bubbles.running_loop()
        if asyncio.isfuture(fs) or asyncio.iscoroutine(fs) or not isinstance(loop, LabLoop):
            return fs  # for *original* to refuse
        seen: dict[Any, Any] = {}
        return [seen[f] if f in seen else seen.setdefault(f, asyncio.ensure_future(f, loop=loop)) for f in fs]

    def as_completed(fs: Any, *, timeout: float | None = None) -> Any:
        return original(in_order(fs), timeout=timeout)

    def as_completed_when_asked(fs: Any, *, timeout: float | None = None) -> Any:
        yield from original(in_order(fs), timeout=timeout)

    if inspect.isgeneratorfunction(original):  # until Python 3.12: it does nothing until the first one is asked for
        as_completed = as_completed_when_asked
    as_completed.__doc__ = original.__doc__
    return as_completed


def begin_run() -> None:
    """Forget the loop that the run before has set as current."""
    asyncio.events._event_loop_policy = None  # type: ignore[attr-defined]  # noqa: SLF001 (its setter is deprecated)


def install() -> None:
    """Make every route to an event loop lead to a `LabLoop`."""
    asyncio.events.new_event_loop = asyncio.new_event_loop = LabLoop
    for name in ("SelectorEventLoop", "EventLoop", "ProactorEventLoop"):
        if hasattr(asyncio, name):
            setattr(asyncio, name, LabLoop)
    policy: Any = getattr(asyncio.events, "_DefaultEventLoopPolicy", None) or asyncio.DefaultEventLoopPolicy
    policy._loop_factory = LabLoop  # noqa: SLF001 (get_event_loop() makes its loop by it)
    asyncio.Task = asyncio.tasks.Task = LabTask  # type: ignore[misc]
    tasks: Any = asyncio.tasks
    if hasattr(tasks, "create_eager_task_factory"):  # from Python 3.12 on
        tasks.eager_task_factory = tasks.create_eager_task_factory(LabTask)
        setattr(asyncio, "eager_task_factory", tasks.eager_task_factory)  # noqa: B010 (typeshed for 3.11 has none)
    ordered = as_completed_in_order(asyncio.as_completed)
    asyncio.as_completed = asyncio.tasks.as_completed = ordered
