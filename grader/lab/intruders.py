"""Calls from a thread to what belongs to the event loop of another one: noted, whether or not they do harm this time.

In life they mostly seem to work: the loop is not woken, though, and a change may come in the middle of another one.
https://docs.python.org/3/library/asyncio-dev.html#concurrency-and-multithreading
"""

from __future__ import annotations

import asyncio
import linecache
import sys
from itertools import islice
from typing import TYPE_CHECKING, Any

from grader.lab import owners, waits
from grader.lab.bubble import current

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from grader.lab.loop import LabLoop
    from grader.lab.recorder import Recorder
    from grader.protocol import Place

WAITERS = ("_waiters", "_getters", "_putters")
"""The attributes of asyncio's primitives with the futures of those who wait."""

MAKER = "_maker"
"""The attribute of a primitive with the thread that has made it."""

MAX_CALL = 80
"""How many characters of a call are shown."""

OWN = {
    "LabLoop": "loop",
    "BaseEventLoop": "loop",
    "BaseSelectorEventLoop": "loop",
    "LabTask": "Task",
    "LabFuture": "Future",
    "Timer": "TimerHandle",
}
"""What learners call the classes behind these methods."""


def note(loop: LabLoop, thing: object = None) -> None:
    """Note that the thread that executes now is not the one of the running *loop*, whose *thing* it changes.

    Each line of the submission is noted once.
    """
    bubble = loop.bubble
    recorder, me = bubble.recorder, bubble.kernel.current
    called, caller = _call(sys._getframe(1))  # noqa: SLF001 (the documented way to a caller)
    shown = _source(caller, recorder) or f"{called}()"
    place = recorder.place(caller) or me.origin
    what = f"`{shown}` in thread {me.name}, but the event loop runs in {loop.thread.name}"
    if (what, place) not in bubble.intrusions:
        bubble.intrusions.add((what, place))
        recorder.warn("not thread-safe", what, place, _where(loop, thing))


def note_use(primitive: Any) -> None:
    """Note it if *primitive*, one of asyncio's, is used in another thread than that of its event loop.

    Its loop is the one on which somebody has waited for it; else the one that runs in the thread that has made it.
    """
    bubble, loop, maker = current(), primitive._loop, primitive.__dict__.get(MAKER)  # noqa: SLF001 (see asyncio.mixins)
    if bubble is None or (loop is None and maker is bubble.kernel.current):
        return
    if loop is None:
        loop = next((each for each in bubble.loops if each.thread is maker and each.is_running()), None)
    if loop in bubble.loops and loop.is_intruded():
        note(loop, primitive)


def _call(frame: FrameType | None) -> tuple[str, FrameType | None]:
    """Find the method of asyncio's that was called, and who has called it."""
    called = ""
    while frame is not None and str(frame.f_globals.get("__name__")).startswith(("asyncio.", "grader.lab.")):
        called = frame.f_code.co_qualname
        frame = frame.f_back
    kind, _, method = called.rpartition(".")
    kind = OWN.get(kind, kind or "asyncio")
    return kind if method == "__init__" else f"{kind}.{method}", frame


def _source(frame: FrameType | None, recorder: Recorder) -> str:
    """Give the text of the call that *frame* is executing, if that is the submission's."""
    if frame is None or frame.f_code.co_filename != recorder.filename:
        return ""
    line, end_line, column, end = next(islice(frame.f_code.co_positions(), frame.f_lasti // 2, None), (None,) * 4)
    if line is None or column is None:
        return ""
    text = linecache.getline(recorder.filename, line).encode()
    call = text[column : end if end_line == line else None].decode(errors="replace").strip()
    return call if len(call) <= MAX_CALL else f"{call[: MAX_CALL - 1]}…"


def _where(loop: LabLoop, thing: object) -> Place | None:
    """Find the line at which the *loop*'s side is: of who waits for *thing*, of what runs, or of any who waits."""
    recorder = loop.bubble.recorder
    here = None if loop.is_idle else sys._current_frames().get(loop._thread_id or 0)  # noqa: SLF001 (the documented way; the loop keeps it there)
    running = recorder.place(here)
    first = next(_places(recorder, _waiting(thing)), None)
    alive = (task for task in (each.ref() for each in recorder.tasks) if task is not None and not task.done())
    return first or running or next(_places(recorder, alive), None)


def _waiting(thing: object) -> Iterator[asyncio.Task[Any]]:
    futures = [thing] if isinstance(thing, asyncio.Future) else []
    futures += [future for name in WAITERS for future in getattr(thing, name, None) or ()]
    return (task for task in map(owners.awaiting, futures) if task is not None)


def _places(recorder: Recorder, tasks: Iterator[asyncio.Task[Any]]) -> Iterator[Place]:
    for task in tasks:
        frames = [step.frame for step in waits.steps(task)]
        inside = [frame for frame in frames if frame.f_code.co_filename == recorder.filename]
        if inside:
            yield recorder.line(inside[-1].f_lineno or 0, inside[-1].f_code.co_name)


# --- Where asyncio's primitives change ------------------------------------------------------------------------------


def install() -> None:
    """Have asyncio's primitives looked at when they change. Call it once, after `owners.install`."""
    queue: Any = asyncio.Queue
    for kind, name in ((asyncio.Lock, "_locked"), (asyncio.Semaphore, "_value"), (asyncio.Event, "_value")):
        setattr(kind, name, _watched(kind, name))
    queue._unfinished_tasks = _watched(queue, "_unfinished_tasks")  # noqa: SLF001 (changes whenever something is put)
    wake_up_next = queue._wakeup_next  # noqa: SLF001 (called whenever something was put or got)

    def wake_up_next_and_look(self: Any, waiters: Any) -> None:
        note_use(self)
        wake_up_next(self, waiters)

    queue._wakeup_next = wake_up_next_and_look  # noqa: SLF001 (as above)
    condition: Any = asyncio.Condition
    notify = condition.notify

    def look_and_notify(self: Any, n: int = 1) -> None:
        note_use(self if self._loop is not None else self._lock)  # before it refuses, because nobody holds the lock
        notify(self, n)

    look_and_notify.__code__ = look_and_notify.__code__.replace(co_qualname=notify.__qualname__)
    condition.notify = look_and_notify


def _watched(kind: type, name: str) -> property:
    """Make a property of the attribute *name*, or of the property that it is already: no frame shows in a traceback."""
    before = vars(kind).get(name)
    put = before.fset if isinstance(before, property) else None
    read: Callable[[Any], Any] = before.fget if isinstance(before, property) else owners.reader(name)  # type: ignore[assignment]

    def write(primitive: Any, value: Any) -> None:
        state = primitive.__dict__
        if MAKER in state:
            note_use(primitive)
        else:  # in its __init__
            bubble = current()
            state[MAKER] = bubble.kernel.current if bubble is not None else None
        if put is None:
            state[name] = value
        else:
            put(primitive, value)

    return property(read, write)
