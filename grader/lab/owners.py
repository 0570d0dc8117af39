"""Who holds an asyncio lock or semaphore: asyncio itself does not remember it.

`install` makes `asyncio.Lock._locked` and `asyncio.Semaphore._value` properties that note which task changes them. The
classes stay asyncio's own, and no frame appears in a traceback: locks made inside a `Condition`, subclasses, and locks
made before all behave as ever. Both attributes have kept their meaning from Python 3.11 to 3.14:
https://github.com/python/cpython/blob/3.14/Lib/asyncio/locks.py
"""

from __future__ import annotations

import asyncio
import weakref
from asyncio import current_task
from functools import partial
from types import BuiltinMethodType, MethodType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Held = tuple[weakref.ref[asyncio.Task[Any]], str]
"""A task that holds something, and its name, which outlives it."""

HOLDERS = "_holders"
"""The attribute of a lock or semaphore with its list of `Held`; None where holding means nothing, see `_set_value`."""

ACQUIRE_LOCK = asyncio.Lock.acquire.__code__
ACQUIRE_SEMAPHORE = asyncio.Semaphore.acquire.__code__


def install() -> None:
    """Make asyncio's locks and semaphores note who holds them. Installing twice does no harm."""
    setattr(asyncio.Lock, "_locked", property(reader("_locked"), _set_locked))  # noqa: B010 (typeshed does not know it)
    setattr(asyncio.Semaphore, "_value", property(reader("_value"), _set_value))  # noqa: B010 (mypy refuses the assignment)


def holders(primitive: object) -> list[asyncio.Task[Any]]:
    """List the tasks that hold *primitive*, a lock, semaphore or condition, longest first and each once.

    One that has ended is among them as long as somebody refers to it.
    """
    tasks = [ref() for ref, _ in _held(primitive)]
    return [task for i, task in enumerate(tasks) if task is not None and not _contains(tasks[:i], task)]


def names(primitive: object) -> list[str]:
    """List the names of `holders`, saying of which ones that they have ended; those that are gone included."""
    found = [_name(ref(), name) for ref, name in _held(primitive)]
    return list(dict.fromkeys(found))


def awaiting(future: asyncio.Future[Any]) -> asyncio.Task[Any] | None:
    """Find the task that waits for *future*, also through the future that `wait_for` puts between on Python 3.11."""
    targets = _called_back(future)
    for target in targets:
        if isinstance(target, asyncio.Future) and not isinstance(target, asyncio.Task):
            targets = [*targets, *_called_back(target)]
    return next((target for target in targets if isinstance(target, asyncio.Task)), None)


def _called_back(future: asyncio.Future[Any]) -> list[object]:
    """List whom the end of *future* concerns: the objects behind its callbacks, as far as they show."""
    callbacks = [callback for callback, _ in future._callbacks or ()]  # noqa: SLF001 (shown nowhere else)
    bound = [c.__self__ for c in callbacks if isinstance(c, BuiltinMethodType | MethodType)]
    return bound + [c.args[0] for c in callbacks if type(c) is partial and c.args]


def _held(primitive: object) -> list[Held]:
    lock = primitive._lock if isinstance(primitive, asyncio.Condition) else primitive  # type: ignore[attr-defined]  # noqa: SLF001 (has no other name)
    return getattr(lock, HOLDERS, None) or []


def _contains(tasks: list[asyncio.Task[Any] | None], task: asyncio.Task[Any]) -> bool:
    return any(other is task for other in tasks)


def _name(task: asyncio.Task[Any] | None, name: str) -> str:
    return name if task is not None and not task.done() else f"{name}, which has ended"


def _actor() -> asyncio.Task[Any] | None:
    """Find the task on whose behalf this code runs: one made only to acquire stands for the one that waits for it.

    On Python 3.11 ``wait_for(lock.acquire(), 1)`` makes such a task.
    """
    try:
        task = current_task()
    except RuntimeError:  # there is no loop: the lock is being made in a module, say
        return None
    return _principal(task) if task is not None else None


def _principal(task: asyncio.Task[Any]) -> asyncio.Task[Any]:
    code = getattr(task.get_coro(), "cr_code", None)
    if code is ACQUIRE_LOCK or code is ACQUIRE_SEMAPHORE:
        return awaiting(task) or task
    return task


def _set_locked(lock: asyncio.Lock, value: bool) -> None:  # noqa: FBT001 (a property's setter)
    state = lock.__dict__
    state["_locked"] = value
    state[HOLDERS] = holding = []
    if value and (task := _actor()) is not None:
        holding.append((weakref.ref(task), task.get_name()))


def _set_value(semaphore: asyncio.Semaphore, value: int) -> None:
    """Set *value*, noting who took or gave back a slot.

    A semaphore that begins at zero, or that a task releases which holds none of it, is a signal: whoever acquires it
    is not expected to give it back. Nobody is said to hold it from then on.
    """
    state = semaphore.__dict__
    before, state["_value"] = state.get("_value"), value
    if before is None:
        state[HOLDERS] = [] if value else None
        return
    holding: list[Held] | None = state.get(HOLDERS)
    if holding is None:
        return
    if value < before:
        if (task := _taker(semaphore)) is not None:
            holding.append((weakref.ref(task), task.get_name()))
    elif value > before and not _forget(holding, _actor()):
        state[HOLDERS] = None


def _taker(semaphore: asyncio.Semaphore) -> asyncio.Task[Any] | None:
    """Find who gets the slot: ``_wake_up_next`` hands it to a waiter, if there is one, on behalf of that waiter."""
    for future in semaphore._waiters or ():  # noqa: SLF001 (asyncio has no other way to see them)
        if not future.done():
            task = awaiting(future)
            return _principal(task) if task is not None else None
    return _actor()


def _forget(holding: list[Held], task: asyncio.Task[Any] | None) -> bool:
    """Remove *task*'s oldest entry; tell whether it had one."""
    for i, (ref, _) in enumerate(holding):
        if task is not None and ref() is task:
            del holding[i]
            return True
    return False


def reader(name: str) -> Callable[[object], Any]:
    """Make what reads the attribute *name* from where a property of that name keeps it."""

    def read(primitive: object) -> Any:
        try:
            return primitive.__dict__[name]
        except KeyError:
            raise AttributeError(f"{type(primitive).__name__!r} object has no attribute {name!r}") from None

    return read
