"""What asyncio complains of, turned into records: through an exception handler, in its log, or by saying nothing."""

from __future__ import annotations

import asyncio
from asyncio import base_events
from typing import TYPE_CHECKING, Any

from grader.lab import bubble as bubbles
from grader.lab import values

if TYPE_CHECKING:
    from types import AsyncGeneratorType, FrameType

    from grader.lab.bubble import Bubble
    from grader.lab.recorder import TaskNote
    from grader.protocol import Complaint, Place

SLOW = "Executing %s took %.3f seconds"
"""What a loop in debug mode logs of a callback that blocked it. https://docs.python.org/3/library/asyncio-dev.html"""


DROPPED_STREAM = "An open stream object is being garbage collected"
"""How a loop begins to complain of a connection that nobody has closed."""


def is_of_stream(context: dict[str, Any]) -> bool:
    """Tell whether a loop complains that nobody refers to an open stream any more; for that, see `notes.left_open`."""
    return str(context.get("message", "")).startswith(DROPPED_STREAM)


def is_mistaken(context: dict[str, Any]) -> bool:
    """Tell whether asyncio complains that the task of a server's connection was cancelled, which is no error.

    Python does so up to 3.12.1: https://github.com/python/cpython/pull/113690
    """
    said, error = str(context.get("message", "")), context.get("exception")
    return "StreamReaderProtocol.connection_made" in said and isinstance(error, asyncio.CancelledError)


def of_context(context: dict[str, Any], bubble: Bubble) -> tuple[Complaint, str, Place | None]:
    """Give kind, text and line of what a loop passes to its exception handler."""
    message = str(context.get("message", ""))
    error = context.get("exception")
    place = bubble.recorder.place_of_traceback(error.__traceback__) if error is not None else None
    task = context.get("task") or context.get("future")
    note: TaskNote | None = getattr(task, "_note", None) if isinstance(task, asyncio.Task) else None
    if place is None and note is not None:
        place = note.place
    what = task.get_name() if isinstance(task, asyncio.Task) else message
    if "was never retrieved" in message:
        return "never retrieved", f"{what}: {type(error).__name__}: {error}", place
    if "destroyed but it is pending" in message:
        return "destroyed pending", what, place
    if message.startswith("Unclosed "):  # https://docs.aiohttp.org/en/stable/client_advanced.html
        return "unclosed", f"a {message.removeprefix('Unclosed ')}", place
    return "callback", f"{message}: {type(error).__name__}: {error}" if error is not None else message, place


def note_generator(bubble: Bubble, generator: AsyncGeneratorType[Any, Any], kind: Complaint) -> None:
    """Note that nobody has closed *generator*, an asynchronous one that stands at a `yield`."""
    recorder, frame = bubble.recorder, generator.ag_frame
    place = None
    if frame is not None and frame.f_code.co_filename == recorder.filename:
        place = recorder.line(frame.f_lineno or frame.f_code.co_firstlineno, frame.f_code.co_name)
    recorder.warn(kind, values.short(generator.__qualname__), place)


def note_unwoken(bubble: Bubble, frame: FrameType) -> None:
    """Note that at *frame* a signal's handler has asked something of an event loop that sleeps on."""
    place = bubble.recorder.place(frame)
    bubble.recorder.warn("not woken", place.code if place is not None else "something", place)


def note_open_loops(bubble: Bubble) -> None:
    """Note the loops that nobody has closed, at the end of a run."""
    for loop in bubble.loops:
        if not loop.is_closed():
            bubble.recorder.warn("loop left open", "an event loop", loop.made_at)


class _Listener:
    """Stands where `asyncio.base_events` has its logger, and hears of slow callbacks."""

    def __init__(self, logger: Any) -> None:
        self._logger = logger

    def __getattr__(self, name: str) -> Any:
        return getattr(self._logger, name)

    def warning(self, message: str, *args: Any, **options: Any) -> None:
        """Log as ever; note what was slow, with the line that blocked or the function that was called back."""
        bubble = bubbles.current()
        if message == SLOW and bubble is not None:
            loop: Any = bubbles.running_loop()
            name, place = _callback(getattr(loop, "_current_handle", None), bubble)
            bubble.recorder.warn("slow callback", f"{name} took {args[1]:.9g} s", place)
        self._logger.warning(message, *args, **options)


def _callback(handle: Any, bubble: Bubble) -> tuple[str, Place | None]:
    recorder = bubble.recorder
    blocked = recorder.blocked[-1] if recorder.blocked else None
    callback = getattr(handle, "_callback", None)
    owner, code = getattr(callback, "__self__", None), getattr(callback, "__code__", None)
    place = None
    if blocked is not None and blocked.end == recorder.now():
        place = blocked.place
    elif code is not None and code.co_filename == recorder.filename:
        place = recorder.line(code.co_firstlineno, code.co_name)
    if isinstance(owner, asyncio.Task):
        return owner.get_name(), place
    return f"{values.short(getattr(callback, '__qualname__', 'a callback'))}()", place


def install() -> None:
    """Hear what event loops log. Call it once."""
    setattr(base_events, "logger", _Listener(base_events.logger))  # type: ignore[attr-defined]  # noqa: B010 (has no other name)
