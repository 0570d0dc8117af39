"""Jobs: stand-ins for real work that a scenario hands to a submission, every call of them recorded as a span."""

from __future__ import annotations

import asyncio
import sys
import weakref
from typing import TYPE_CHECKING, Any

from grader.lab import values
from grader.lab.bubble import current, running_loop
from grader.lab.clock import MONOTONIC_START, waiting
from grader.protocol import NANOSECONDS, ByArgument, ByCall, JobSpec, SharedValueSpec, nanoseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from grader.lab.bubble import Bubble
    from grader.lab.recorder import Span


def build(spec: JobSpec | SharedValueSpec, bubble: Bubble) -> Any:
    """Make what *spec* describes, for one run."""
    if isinstance(spec, SharedValueSpec):
        return SharedValue(spec, bubble)
    made = _coroutine_job(spec, bubble) if spec.kind == "coroutine" else _thread_job(spec, bubble)
    bubble.importable[id(made)] = made  # as if it stood in a module of its own
    return made


def pick(choice: Any, call: int, args: tuple[Any, ...]) -> Any:
    """Choose the value for the *call*-th call (from 0) with *args*."""
    if isinstance(choice, ByCall):
        return choice.values[min(call, len(choice.values) - 1)]
    if isinstance(choice, ByArgument):
        if not args or args[0] not in choice.values:
            raise LookupError(f"no such argument: {args[0]!r}" if args else "called without an argument")
        return choice.values[args[0]]
    return choice


class _Turn:
    """Gives way once, as ``asyncio.sleep(0)`` does."""

    def __await__(self) -> Generator[None, None, None]:
        yield


async def wait(bubble: Bubble, duration: float) -> None:
    """Wait *duration* virtual seconds on a future that only the waiting task refers to.

    The loop's timer holds it weakly, so a task that the submission has lost is really lost, as with real I/O.
    """
    if duration <= 0:
        await _Turn()
        return
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    due = MONOTONIC_START + bubble.clock.now() + nanoseconds(duration)
    timer = loop.call_at(due / NANOSECONDS, complete, weakref.ref(future))
    try:
        await future
    finally:
        timer.cancel()


def complete(reference: weakref.ref[asyncio.Future[None]]) -> None:
    """End the wait of a job, if it is still waiting: what the timers of jobs call."""
    future = reference()
    if future is not None and not future.done():
        future.set_result(None)


def _open(bubble: Bubble, name: str, kind: Any, args: tuple[Any, ...]) -> Span:
    """Open the span of a call whose frame is the caller's."""
    task = asyncio.current_task() if running_loop() else None
    place = bubble.recorder.place_of_call(sys._getframe(2), task)  # noqa: SLF001 (the documented way to a caller)
    who = task.get_name() if task is not None else bubble.kernel.current.name
    return bubble.recorder.open_span(name, kind, who, values.encode(list(args)), place)


def _coroutine_job(spec: JobSpec, bubble: Bubble) -> Callable[..., Any]:
    calls = 0

    async def job(*given: Any, **named: Any) -> Any:
        nonlocal calls
        args = (*given, *named.values())  # a job has no names of its own for its parameters
        call, calls = calls, calls + 1
        recorder, choices = bubble.recorder, bubble.choices
        span = _open(bubble, spec.name, "coroutine", args)
        try:
            for _turn in range(choices.yields(spec.name, call)):
                await _Turn()
            await wait(bubble, pick(spec.takes, call, args) + choices.latency(spec.name, call))
            result = _outcome(spec, call, args)
        except asyncio.CancelledError:
            recorder.end_span(span, "cancelled")
            cleanup = pick(spec.cleanup, call, args)
            if cleanup:
                await wait(bubble, cleanup)
                recorder.clean_span(span)
            raise
        except Exception:
            recorder.end_span(span, "failed")
            raise
        recorder.end_span(span, "finished")
        return result

    job.__name__ = job.__qualname__ = spec.name
    return job


def _thread_job(spec: JobSpec, bubble: Bubble) -> Callable[..., Any]:
    calls = 0

    def job(*given: Any, **named: Any) -> Any:
        nonlocal calls
        args = (*given, *named.values())  # as above
        call, calls = calls, calls + 1
        recorder = bubble.recorder
        span = _open(bubble, spec.name, spec.kind, args)
        _spend(spec, bubble, pick(spec.takes, call, args) + bubble.choices.latency(spec.name, call))
        try:
            result = _outcome(spec, call, args)
        except Exception:
            recorder.end_span(span, "failed")
            raise
        recorder.end_span(span, "finished")
        return result

    job.__name__ = job.__qualname__ = spec.name
    return job


def _spend(spec: JobSpec, bubble: Bubble, duration: float) -> None:
    if spec.kind == "computing":
        with bubble.kernel.current.gil:
            _block(spec, bubble, duration)
    else:
        _block(spec, bubble, duration)


def _block(spec: JobSpec, bubble: Bubble, duration: float) -> None:
    bubble.park(bubble.clock.now() + nanoseconds(duration), f"{spec.name}()", f"{spec.name}()")


def _outcome(spec: JobSpec, call: int, args: tuple[Any, ...]) -> Any:
    error = pick(spec.raises, call, args)
    if error is not None:
        raise type(error)(*error.args)  # a fresh one: a traceback belongs to one call
    return pick(spec.returns, call, args)


class SharedValue:
    """A value that is read and written with `get` and `set`, each of which takes time, like a row of a database."""

    def __init__(self, spec: SharedValueSpec, bubble: Bubble) -> None:
        value = spec.start
        access = 0

        async def wait_for(kind: str, duration: float) -> Span:
            nonlocal access
            call, access = access, access + 1
            label = f"{spec.name} {kind}"
            span = _open(bubble, label, "coroutine", ())
            try:
                for _turn in range(bubble.choices.yields(label, call)):
                    await _Turn()
                await wait(bubble, duration + bubble.choices.latency(label, call))
            except asyncio.CancelledError:
                bubble.recorder.end_span(span, "cancelled")
                raise
            return span

        async def get() -> Any:
            span = await wait_for("read", spec.read)
            bubble.recorder.end_span(span, "finished")
            return value

        async def set_(new: Any) -> None:
            nonlocal value
            span = await wait_for("write", spec.write)
            value = new
            bubble.recorder.end_span(span, "finished")

        self.get: Callable[[], Any] = get
        self.set: Callable[[Any], Any] = set_
        bubble.finals[spec.name] = lambda: value


def note(event: str, value: Any = None) -> None:
    """Record in the open run that *event* happens now, with *value* as plain data."""
    if not isinstance(event, str):
        raise TypeError(f"note({values.safe_repr(event)}), in the check: expected a name for what happens, a text")
    bubble = current()
    if bubble is not None:
        bubble.recorder.event(event, values.encode(value))


def virtual_sleep(duration: float) -> None:
    """Stand in for `time.sleep`: wait *duration* seconds in virtual time."""
    if duration < 0:
        raise ValueError("sleep length must be non-negative")  # as time.sleep
    bubble = current()
    if bubble is not None:
        bubble.read_clock()  # who sleeps for 0 s without end waits for time to move
        bubble.park(bubble.clock.now() + waiting(duration), "time.sleep()", "time.sleep()")


def read_clock() -> int:
    """Give the time of the open run in ns, see `Bubble.read_clock`; 0 outside any."""
    bubble = current()
    return bubble.read_clock() if bubble is not None else 0


def peek_clock() -> int:
    """Give the same time without counting as a reader."""
    bubble = current()
    return bubble.clock.now() if bubble is not None else 0
