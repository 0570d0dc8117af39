"""What a suspended task waits for, and where: found by walking from its coroutine inwards.

`asyncio.Task.get_stack` gives only the outermost frame of a suspended task, and the call graph of Python 3.14 stops at
asynchronous generators, so the walk is our own. It only reads, and runs nothing of a submission's.
"""

from __future__ import annotations

import asyncio
import asyncio.tasks
import gc
from types import AsyncGeneratorType, CoroutineType, FunctionType, GeneratorType
from typing import TYPE_CHECKING, Any, NamedTuple

from grader.lab import owners

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import FrameType

    Reader = Callable[[FrameType], "Wait | None"]

MAX_DEPTH = 2_000
"""How many steps a walk takes at most; Python's own limit on recursion is below it."""

OPAQUE = {"async_generator_asend", "async_generator_athrow", "coroutine_wrapper", "anext_awaitable"}
"""C types between a frame and the one that it awaits which have no attribute for it; the collector sees through."""

Tasks = list[asyncio.Future[Any]]


class Wait(NamedTuple):
    """What a task waits for.

    *label* and *note* stand before and behind the name of *thing* when it is shown. *on* holds those who have to act;
    with *every* all of them have to, otherwise any one will do. *holders* are the names of those who hold *thing*.
    """

    label: str
    thing: object = None
    note: str = ""
    on: Tasks = []  # noqa: RUF012 (never changed)
    every: bool = True
    holders: list[str] = []  # noqa: RUF012 (never changed)


UNKNOWN = Wait("something outside asyncio")


class Step(NamedTuple):
    """One coroutine or generator on the way from a task to what it waits for."""

    name: str
    frame: FrameType


def awaited(task: asyncio.Task[Any]) -> object:
    """Give the future that *task* is suspended on; None if it is about to run."""
    return getattr(task, "_fut_waiter", None)


def timers(loop: asyncio.AbstractEventLoop) -> list[asyncio.TimerHandle]:
    """List what *loop* is going to call later."""
    return [timer for timer in getattr(loop, "_scheduled", ()) if not timer.cancelled()]


def steps(task: asyncio.Task[Any]) -> list[Step]:
    """List the coroutines and generators in which *task* is suspended, outermost first."""
    found: list[Step] = []
    current: object = task.get_coro()
    for _ in range(MAX_DEPTH):
        frame, inner = _look(current)
        if frame is not None:
            found.append(Step(str(getattr(current, "__name__", "")), frame))
        if inner is None:
            break
        current = inner
    return found


def _look(awaited: object) -> tuple[FrameType | None, object]:
    """Give the frame of *awaited*, if it has one, and what it awaits in turn."""
    if isinstance(awaited, CoroutineType):
        return awaited.cr_frame, awaited.cr_await
    if isinstance(awaited, GeneratorType):
        return awaited.gi_frame, awaited.gi_yieldfrom
    if isinstance(awaited, AsyncGeneratorType):
        return awaited.ag_frame, awaited.ag_await
    if type(awaited).__name__ in OPAQUE:
        return None, next(filter(_leads_on, gc.get_referents(awaited)), None)
    return None, None


def _leads_on(candidate: object) -> bool:
    kind = type(candidate)
    return kind in (CoroutineType, GeneratorType, AsyncGeneratorType) or kind.__name__ in OPAQUE


def describe(task: asyncio.Task[Any], path: list[Step], in_submission: Callable[[str], bool]) -> Wait:
    """Tell what *task* waits for, suspended in *path*."""
    foreign = _behind_submission(path, in_submission)
    known = [(reader, step.frame) for step in foreign if (reader := READERS.get(_where(step.frame)))]
    # Of asyncio's own coroutines the outermost tells most (Queue.join, not its Event), but a lock that a Condition
    # takes back is waited for as a lock.
    if known and known[-1][0] is READERS["asyncio.locks:Lock.acquire"]:
        known.reverse()
    for reader, frame in known:
        if wait := reader(frame):
            return wait
    future = awaited(task)
    if not isinstance(future, asyncio.Future):
        return UNKNOWN
    return _future(future, foreign if len(foreign) < len(path) else foreign[:-1])


def _behind_submission(path: list[Step], in_submission: Callable[[str], bool]) -> list[Step]:
    start = len(path)
    while start and not in_submission(path[start - 1].frame.f_code.co_filename):
        start -= 1
    return path[start:]


def _where(frame: FrameType) -> str:
    return f"{frame.f_globals.get('__name__')}:{frame.f_code.co_qualname}"


def _future(future: asyncio.Future[Any], foreign: list[Step]) -> Wait:
    on = _tasks(future)
    if isinstance(future, asyncio.Task):
        return Wait("task " + name(future), on=on)
    if isinstance(future, asyncio.tasks._GatheringFuture):  # type: ignore[attr-defined]  # noqa: SLF001 (has no other name)
        return Wait("gather of " + listing(on), on=on)
    if on != [future]:
        return Wait("shield of " + listing(on), on=on)
    if foreign:
        return Wait(f"{foreign[0].name}()")
    return Wait("a future", future, "" if timers(future.get_loop()) else " that nobody completes")


def _tasks(future: asyncio.Future[Any]) -> Tasks:
    """List what has to be done for *future* to be done: what it gathers or shields, or itself."""
    if isinstance(future, asyncio.tasks._GatheringFuture):  # type: ignore[attr-defined]  # noqa: SLF001 (as above)
        children: Tasks = future._children  # noqa: SLF001 (as above)
        return _pending(inner for child in children for inner in _tasks(child))
    shielded = None if isinstance(future, asyncio.Task) else _shielded(future)
    return [future] if shielded is None else _tasks(shielded)


def _shielded(outer: asyncio.Future[Any]) -> asyncio.Future[Any] | None:
    """Find what `asyncio.shield` made *outer* for: only a closure among its callbacks knows."""
    for callback, _ in outer._callbacks or ():  # noqa: SLF001 (shown nowhere else)
        if isinstance(callback, FunctionType) and callback.__qualname__ == "shield.<locals>._outer_done_callback":
            cells = dict(zip(callback.__code__.co_freevars, callback.__closure__ or (), strict=False))
            inner = cells["inner"].cell_contents
            return inner if isinstance(inner, asyncio.Future) else None
    return None


def _pending(futures: Iterable[asyncio.Future[Any]]) -> Tasks:
    seen = {id(future): future for future in futures if not future.done()}
    return list(seen.values())


def _ordered(futures: Iterable[asyncio.Future[Any]]) -> Tasks:
    """Order a set of futures by name, 2 before 10: a set has no order that is the same every time."""
    return sorted(_pending(futures), key=lambda future: (len(name(future)), name(future)))


def name(future: asyncio.Future[Any]) -> str:
    """Name *future*, if it is a task."""
    return future.get_name() if isinstance(future, asyncio.Task) else "a future"


def listing(futures: Tasks, limit: int = 3) -> str:
    """Name the first few of *futures*."""
    more = len(futures) - limit
    return ", ".join(map(name, futures[:limit])) + (f" and {more} more" if more > 0 else "")


# --- asyncio's own coroutines: how each tells what it waits for -----------------------------------------------------


def _held(label: str) -> Reader:
    def read(frame: FrameType) -> Wait:
        thing = frame.f_locals["self"]
        return Wait(label, thing, on=_pending(owners.holders(thing)), every=False, holders=owners.names(thing))

    return read


def _signalled(label: str, note: str = "") -> Reader:
    return lambda frame: Wait(label, frame.f_locals["self"], note)


def _text(label: str) -> Reader:
    return lambda _frame: Wait(label)


def _group(frame: FrameType) -> Wait:
    on = _ordered(vars(frame.f_locals["self"])["_tasks"])
    return Wait("TaskGroup of " + listing(on), on=on)


def _wait(frame: FrameType) -> Wait:
    on = _ordered(frame.f_locals["fs"])
    timed = frame.f_locals["timeout"] is not None
    every = frame.f_locals["return_when"] == asyncio.ALL_COMPLETED
    return Wait("wait of " + listing(on), on=[] if timed else on, every=every)


def _wait_for(frame: FrameType) -> Wait | None:
    """Tell of `wait_for` with a time limit on Python 3.11; later ones, and one without, wait in its argument itself."""
    inner = frame.f_locals["fut"]
    return Wait("wait_for of " + name(inner)) if isinstance(inner, asyncio.Future) else None


def _sleep(frame: FrameType) -> Wait:
    delay = frame.f_locals["delay"]
    return Wait(f"sleep({delay})" if type(delay) in (int, float) else "sleep")


def _thread(frame: FrameType) -> Wait:
    return Wait(f"to_thread({getattr(frame.f_locals['func'], '__name__', '')})")


def _ending(frame: FrameType) -> Wait:
    child = getattr(frame.f_locals["self"], "_child", None)
    if child is None:
        return Wait("the end of a program")
    # asyncio tells of the end of a program when its pipes are at their end, too.
    note = "" if child.program.status is None else " and for all that it has written, which nobody reads"
    return Wait(f"the end of program {child.program.name}{note}")


def _stream(note: str) -> Reader:
    def read(frame: FrameType) -> Wait:
        thing, size = frame.f_locals["self"], frame.f_locals.get("n", -1)
        given = size if type(size) is int and size >= 0 else ""
        return Wait(f"{type(thing).__name__}.{frame.f_code.co_name}({given})", thing, note)

    return read


SILENCE = _stream(", where neither data nor an end comes")
"""How a wait is told for what the other end of a connection does not send."""

READERS: dict[str, Reader] = {
    "asyncio.base_subprocess:BaseSubprocessTransport._wait": _ending,
    "asyncio.locks:Lock.acquire": _held("Lock"),
    "asyncio.locks:Semaphore.acquire": _held("Semaphore"),
    "asyncio.locks:Event.wait": _signalled("Event"),
    "asyncio.locks:Condition.wait": _signalled("Condition"),
    "asyncio.locks:Barrier.wait": _signalled("Barrier"),
    "asyncio.queues:Queue.get": _signalled("Queue", " (get)"),
    "asyncio.queues:Queue.put": _signalled("Queue", " (put)"),
    "asyncio.queues:Queue.join": _signalled("Queue", " (join)"),
    "asyncio.taskgroups:TaskGroup.__aexit__": _group,
    "asyncio.tasks:_AsCompletedIterator._wait_for_one": _text("as_completed"),
    "asyncio.tasks:as_completed.<locals>._wait_for_one": _text("as_completed"),
    "asyncio.tasks:_wait": _wait,
    "asyncio.tasks:wait_for": _wait_for,
    "asyncio.tasks:sleep": _sleep,
    "asyncio.threads:to_thread": _thread,
    **{f"asyncio.streams:StreamReader.{name}": SILENCE for name in ("read", "readline", "readexactly", "readuntil")},
    "asyncio.streams:StreamWriter.drain": _stream(", whose other end does not read"),
    "asyncio.streams:StreamWriter.wait_closed": _stream(", which nobody has closed"),
    "asyncio.base_events:Server.wait_closed": _text("Server.wait_closed(): there are still clients"),
    "asyncio.base_events:Server.serve_forever": _text("clients, in Server.serve_forever()"),
}
