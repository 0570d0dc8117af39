"""Who waits for whom when nothing can happen any more.

`find` looks at every pending task, at what it waits for and at who holds that, and follows them round in a circle if
there is one.
"""

from __future__ import annotations

import asyncio
import linecache
from collections import deque
from itertools import islice
from types import BuiltinMethodType, MemberDescriptorType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from grader.lab import values, waits
from grader.protocol import DeadlockRecord, Place, Waiter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FrameType

MAX_WAITERS = 100
"""How many waiting tasks are told of."""

MAX_VALUES = 500
"""How many values are looked at to find the name of one."""

MAX_TEXT = 200
"""How long a text about a wait, or a line of code, may be."""

NAMING_DEPTH = 2
"""How far a name may reach: ``self.forks[1]`` is two from ``self``."""


class Suspended(NamedTuple):
    """A waiting task, the frames of the submission in which it waits (outermost first), and what it waits for."""

    task: asyncio.Task[Any]
    frames: list[FrameType]
    wait: waits.Wait


def find(tasks: Iterable[asyncio.Task[Any]], in_submission: Callable[[str], bool]) -> DeadlockRecord:
    """Tell who of *tasks* waits for what, and find a cycle among them.

    Args:
        tasks: all tasks of the loop; the answer is in their order. Those that are done, or about to run, do not count.
        in_submission: tells whether a file name (``co_filename``) is the submission's.

    Returns at most `MAX_WAITERS` waiters, those of the cycle certainly among them. The cycle ends with the name that it
    begins with; it is empty if there is none. Raises nothing, whatever the tasks await.
    """
    waiting = [_suspended(task, in_submission) for task in tasks if _is_waiting(task)]
    circle = _cycle(waiting)
    first = {id(task) for task in circle[:MAX_WAITERS]}
    room = MAX_WAITERS - len(first)
    others = {id(s.task) for s in islice((s for s in waiting if id(s.task) not in first), room)}
    told = [_waiter(s) for s in waiting if id(s.task) in first | others]
    return DeadlockRecord(waiters=told, cycle=[values.short(waits.name(task)) for task in [*circle, *circle[:1]]])


def standing(tasks: Iterable[asyncio.Task[Any]], in_submission: Callable[[str], bool], limit: int) -> list[Waiter]:
    """Tell of *tasks* that stand in the submission's code, of *limit* at most, where they do and what they wait for.

    Also of those that have just been cancelled: they wait no more, but stand there still.
    """
    found = (_suspended(task, in_submission) for task in tasks if not task.done())
    return [_waiter(each) for each in islice((each for each in found if each.frames), limit)]


def _is_waiting(task: asyncio.Task[Any]) -> bool:
    future = waits.awaited(task)
    return future is not None and not (isinstance(future, asyncio.Future) and future.done())


def _suspended(task: asyncio.Task[Any], in_submission: Callable[[str], bool]) -> Suspended:
    try:
        path = waits.steps(task)
        frames = [step.frame for step in path if in_submission(step.frame.f_code.co_filename)]
        return Suspended(task, frames, waits.describe(task, path, in_submission))
    except Exception:  # noqa: BLE001 (an awaitable of a learner's may answer anything; say that, and tell of the others)
        return Suspended(task, [], waits.UNKNOWN)


def _waiter(suspended: Suspended) -> Waiter:
    wait, frames = suspended.wait, suspended.frames
    held_by = ", ".join(wait.holders) or (waits.listing(wait.on) if wait.on else None)
    return Waiter(
        task=values.short(waits.name(suspended.task)),
        waits_for=values.short(_text(wait, frames), MAX_TEXT),
        held_by=values.short(held_by, MAX_TEXT) if held_by else None,
        place=_place(frames[-1]) if frames else None,
    )


def _text(wait: waits.Wait, frames: list[FrameType]) -> str:
    try:
        name = _name_of(wait.thing, frames) if wait.thing is not None else None
    except Exception:  # noqa: BLE001 (looking at a learner's objects may run a property of theirs)
        name = None
    joint = " on" if wait.label.endswith(")") else ""
    return wait.label + (f"{joint} `{name}`" if name else "") + wait.note


def _place(frame: FrameType) -> Place:
    code, line = frame.f_code, frame.f_lineno or frame.f_code.co_firstlineno
    text = linecache.getline(code.co_filename, line).strip()
    return Place(line=line, function=code.co_name[:100], code=text[:MAX_TEXT])


# --- Cycles ---------------------------------------------------------------------------------------------------------


def _cycle(waiting: list[Suspended]) -> list[asyncio.Task[Any]]:
    """Find tasks that wait for one another for ever; the earliest in *waiting* that leads to such a circle decides."""
    stuck = _stuck(waiting)
    start = next((s for s in waiting if id(s.task) in stuck), None)
    path: dict[int, asyncio.Task[Any]] = {}
    while start is not None and id(start.task) not in path:
        path[id(start.task)] = start.task
        start = next(stuck[id(other)] for other in start.wait.on if id(other) in stuck)
    keys = list(path)
    return [] if start is None else [path[key] for key in keys[keys.index(id(start.task)) :]]


def _stuck(waiting: list[Suspended]) -> dict[int, Suspended]:
    """Leave those that nobody outside of them can free; each waits for another of them.

    One that waits for any of several is free as soon as one of these is, as a semaphore with a free-running holder.
    """
    stuck = {id(s.task): s for s in waiting}
    timed = _timed(waiting)
    needs = {key: len(s.wait.on) if s.wait.every else 1 for key, s in stuck.items()}
    behind: dict[int, list[int]] = {}
    for key, suspended in stuck.items():
        for other in suspended.wait.on:
            behind.setdefault(id(other), []).append(key)
    free = deque(key for key, s in stuck.items() if not s.wait.on or key in timed)
    free.extend(key for key in behind if key not in stuck)
    while free:
        key = free.popleft()
        stuck.pop(key, None)
        for waiter in behind.pop(key, ()):
            needs[waiter] -= 1
            if needs[waiter] == 0:
                free.append(waiter)
    return stuck


def _timed(waiting: list[Suspended]) -> set[int]:
    """Find the tasks that a timer is going to cancel: those within `asyncio.timeout`, which may yet get on."""
    loops = {id(loop): loop for loop in (s.task.get_loop() for s in waiting)}
    timers = [timer for loop in loops.values() for timer in waits.timers(loop)]
    callbacks = [timer._callback for timer in timers]  # type: ignore[attr-defined]  # noqa: SLF001 (shown nowhere else)
    bound = [callback.__self__ for callback in callbacks if isinstance(callback, BuiltinMethodType | MethodType)]
    return {id(vars(owner)["_task"] if isinstance(owner, asyncio.Timeout) else owner) for owner in bound}


# --- Names ----------------------------------------------------------------------------------------------------------


def _name_of(thing: object, frames: list[FrameType]) -> str | None:
    """Find what the code in *frames* calls *thing*: the shortest way to it from a variable, the nearest frame first."""
    level = [item for frame in reversed(frames) for item in _variables(frame)]
    for _ in range(NAMING_DEPTH):
        for name, value in level:
            if _is(value, thing):
                return name
        level = list(islice((item for name, value in level for item in _parts(name, value)), MAX_VALUES))
    return next((name for name, value in level if _is(value, thing)), None)


def _is(value: object, thing: object) -> bool:
    """Tell whether *value* is *thing*, or the condition whose lock *thing* is."""
    return value is thing or (issubclass(type(value), asyncio.Condition) and vars(value).get("_lock") is thing)


def _variables(frame: FrameType) -> Iterator[tuple[str, object]]:
    yield from frame.f_locals.items()
    yield from ((name, value) for name, value in frame.f_globals.items() if name[:2] != "__")


def _parts(name: str, value: object) -> Iterator[tuple[str, object]]:
    """Give what is in a list, tuple, dict or object, with the expression for it."""
    if isinstance(value, list | tuple):
        yield from ((f"{name}[{i}]", item) for i, item in enumerate(value))
    elif isinstance(value, dict):
        yield from ((f"{name}[{key!r}]", item) for key, item in value.items() if type(key) in (str, int))
    elif isinstance(value, type):
        yield from ((f"{name}.{key}", item) for key, item in vars(value).items())
    elif not isinstance(value, ModuleType):
        yield from ((f"{name}.{key}", item) for key, item in _attributes(value))


def _attributes(value: object) -> Iterator[tuple[str, object]]:
    """Give the attributes of *value*: its own, those in slots, and its class's."""
    yield from getattr(value, "__dict__", {}).items()
    for kind in type(value).__mro__[:-1]:
        for key, item in vars(kind).items():
            yield key, getattr(value, key, None) if type(item) is MemberDescriptorType else item
