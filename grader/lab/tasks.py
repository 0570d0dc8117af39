"""The tasks and futures of a run: asyncio's own, with hashes that are the same in every process, and recorded.

Sets iterate by hash, which is an address otherwise: TaskGroup, `wait` and learners' own sets would go through their
tasks in another order every time.
"""

from __future__ import annotations

import asyncio
import sys
from types import FunctionType
from typing import TYPE_CHECKING, Any

from grader.lab import bubble as bubbles
from grader.lab import intruders, values
from grader.lab.recorder import TaskNote, outcome_of

if TYPE_CHECKING:
    import weakref
    from collections.abc import Iterable
    from types import FrameType

    from grader.lab.bubble import Bubble


def _interrupts_itself(task: asyncio.Task[Any], caller: FrameType) -> bool:
    """Tell whether *caller* is a timeout or a task group that cancels the *task* which it belongs to.

    That is how they get its attention; what comes of it is theirs to handle. A group on 3.11 and 3.12 does not take it
    back: https://github.com/python/cpython/blob/3.12/Lib/asyncio/taskgroups.py (``__aexit__``)
    """
    if caller.f_globals.get("__name__") not in ("asyncio.timeouts", "asyncio.taskgroups"):
        return False
    owner = caller.f_locals.get("self")
    return getattr(owner, "_parent_task", None) is task or getattr(owner, "_task", None) is task


class LabTask(asyncio.Task[Any]):
    """A task named by its number within the run, with a hash that is the same in every process, known to the recorder.

    Sets iterate by hash: TaskGroup, `wait` and learners' own sets would otherwise go through their tasks by address.
    It stands in for `asyncio.Task` itself, so that task factories and eager tasks are noted, too.
    """

    _number: int
    _note: TaskNote | None = None
    _bubble: Bubble

    def __init__(self, coro: Any, *, loop: Any = None, name: Any = None, **options: Any) -> None:
        loop = asyncio.get_event_loop() if loop is None else loop
        bubble: Any = getattr(loop, "bubble", None) or bubbles.require()  # a plain BaseEventLoop has none
        self._bubble = bubble
        self._number = bubble.next_number()  # first of all: a task's __init__ hashes it
        if name is None:
            bubble.task_count += 1
            name = f"Task-{bubble.task_count}"
        # Before __init__, too: an eager task takes its first step there.
        note = self._note = bubble.recorder.add_task(self, name, coro, sys._getframe(1))  # noqa: SLF001 (see place())
        try:
            super().__init__(coro, loop=loop, name=name, **options)
        except BaseException:  # it is no coroutine
            bubble.recorder.drop_task(note)
            self._note = None
            raise
        bubble.alive[self._number] = note.ref

    def set_name(self, value: object) -> None:
        """Rename as asyncio does, in the recording as well."""
        if value is None:
            return  # Python 3.13.0 passes on to a task with a factory that it got no name, and calls it "None"
        super().set_name(value)
        if self._note is not None:
            self._note.name = values.short(self.get_name())

    def __hash__(self) -> int:
        return self._number

    def __eq__(self, other: object) -> bool:
        return self is other

    def cancel(self, msg: Any | None = None) -> bool:
        """Cancel as asyncio does; note when it was first asked for."""
        _look(self)
        note, bubble = self._note, self._bubble
        is_news = note is not None and note.cancel_requested is None and not (self.done() or bubble.recorder.is_over)
        caller = sys._getframe(1)  # noqa: SLF001 (the documented way to a caller)
        if is_news and note is not None and not _interrupts_itself(self, caller):
            note.cancel_requested = bubble.recorder.now()
        return super().cancel(msg)

    def uncancel(self) -> int:
        """Take one request to cancel back, as timeouts and task groups do for their own."""
        left = super().uncancel()
        if self._note is not None and left == 0:
            self._note.cancel_requested = None
        return left

    def __del__(self) -> None:
        note = self._note
        if note is not None:
            self._bubble.alive.pop(self._number, None)
            outcome = outcome_of(self)
            note.outcome = "lost" if outcome == "pending" else outcome
        super().__del__()  # asyncio's Task has one: it complains of lost tasks and exceptions


ALONE = 3
"""How many references there are to a task that only the future for which it waits refers to: two are of who counts."""


def is_anyone_alone(references: Iterable[weakref.ref[asyncio.Task[Any]]]) -> bool:
    """Tell whether nobody refers to one of the tasks but what wakes it: nor, then, if nobody refers to that either."""
    for reference in references:
        task = reference()
        if task is not None and sys.getrefcount(task) <= ALONE and not task.done():
            return True
    return False


class LabFuture(asyncio.Future[Any]):
    """A future with a hash that is the same in every process; see `LabTask`."""

    _number: int = 0

    def __hash__(self) -> int:
        return self._number

    def __eq__(self, other: object) -> bool:
        return self is other

    def set_result(self, result: Any) -> None:
        """Set as asyncio does; note a call from another thread, as in the other methods that change it."""
        _look(self)
        super().set_result(result)

    def set_exception(self, exception: Any) -> None:
        """See `set_result`."""
        _look(self)
        super().set_exception(exception)

    def cancel(self, msg: Any | None = None) -> bool:
        """See `set_result`."""
        _look(self)
        return super().cancel(msg)


def _look(thing: asyncio.Future[Any]) -> None:
    """Note it if *thing* is about to be changed in another thread than that of its loop."""
    loop: Any = thing.get_loop()
    is_intruded = getattr(loop, "is_intruded", None)  # a learner's own loop has no such thing
    if is_intruded is not None and is_intruded():
        intruders.note(loop, thing)


for _kind, _name in ((LabTask, "Task"), (LabFuture, "Future")):
    _kind.__name__ = _kind.__qualname__ = _name  # what their repr says: a learner has never heard of ours
    _kind.__module__ = "_asyncio"
    for _method in (each for each in vars(_kind).values() if isinstance(each, FunctionType)):
        _method.__qualname__ = f"{_name}.{_method.__name__}"  # in what a loop says of a callback
