"""What asyncio was given that it does not take, or was not asked for."""

from __future__ import annotations

import builtins
import re

from grader.judge.failed import Failed
from grader.judge.symptoms.asked import complained

FUTURE = re.compile(r"<(_GatheringFuture|Future|Task) (?!state=)")
"""A future of asyncio's, as its `repr` shows it."""

OF_A_THREAD = "<Future state="
"""A future of concurrent.futures, as its `repr` shows it."""

NO_ASYNC_ITERABLE = {
    "Condition",
    "Event",
    "Lock",
    "PriorityQueue",
    "Queue",
    "Semaphore",
    "function",
    "method",
    "module",
}
"""What people try to go through that neither `for` nor `async for` can; a builtin type is none either."""

NOT_ITERABLE = re.compile(r"TypeError: '(\w+)' object is not iterable")


def set_it_twice(failed: Failed) -> bool:
    """Tell whether a future was set that was over already; in a callback, only the loop hears of it.

    What should have happened, and never did, is another matter.
    """
    heard = [] if failed.got in (None, []) else failed.recording.warnings
    errors = [failed.error, *(warning.what for warning in heard)]
    return any("InvalidStateError: invalid state" in error for error in errors)


def looked_too_early(failed: Failed) -> bool:
    """Tell whether somebody asked a future for its result before there was one; the error may be among the values."""
    told = f"{failed.error}\n{failed.recording.returned!r}"
    return any(text in told for text in ("Result is not set", "Exception is not set", "Result is not ready"))


def called_its_callback(failed: Failed) -> bool:
    """Tell whether a loop, or a thread, was given something to call that calling the function at once has returned."""
    refused = "a callable object was expected by call_" in failed.error and "got None" in failed.error
    blocked = bool(failed.recording.blocked) and "object is not callable" in failed.error  # for a thread, it was to be
    called = any(
        warning.kind == "callback" and "'NoneType' object is not callable" in warning.what
        for warning in failed.recording.warnings
    )
    return refused or blocked or called


def wanted_slow_callbacks(failed: Failed) -> bool:
    """Tell whether a loop should have complained of certain slow callbacks, and has done so of others, or of none."""
    return failed.question == "warnings" and isinstance(failed.wanted, list) and "slow callback" in failed.wanted


def gave_a_coroutine_to_ordinary_code(failed: Failed) -> bool:
    """Tell whether a plain function, called with no loop running, returned a coroutine object."""
    return not failed.recording.tasks and "<coroutine object" in repr(failed.got)


def took_a_future_for_its_result(failed: Failed) -> bool:
    """Tell whether a future stands where its result should be, or that is all that was returned."""
    returned = failed.recording.returned if failed.recording.ended == "returned" else None
    found = FUTURE.search(f"{failed.got!r} {returned!r}") is not None
    return "await wasn't used with future" in failed.error or found


def took_a_thread_s_future_for_its_result(failed: Failed) -> bool:
    """Tell whether a future of concurrent.futures stands where its result should be."""
    return OF_A_THREAD in repr(failed.got)


def forgot_await(failed: Failed) -> bool:
    """Tell whether a coroutine was made, and never awaited."""
    if any(warning.kind == "never awaited" for warning in failed.recording.warnings):
        return True
    return "'coroutine' object" in failed.error or "<coroutine object" in repr(failed.got)


def did_not_call(failed: Failed) -> bool:
    """Tell whether a function was awaited, or made a task of, instead of what calling it gives."""
    awaited = (f"object {kind} can't be used in 'await'" for kind in ("function", "method"))
    wrapped = (f"a coroutine was expected, got <{kind} " for kind in ("function", "bound method"))
    return any(text in failed.error for text in (*awaited, *wrapped))


def goes_on_without_await(failed: Failed) -> bool:
    """Tell whether a run never came to an end in which a coroutine was made, and never awaited."""
    return failed.recording.budget in ("cpu", "steps", "virtual") and complained("never awaited")(failed)


def forgot_async_for(failed: Failed) -> bool:
    """Tell whether something was gone through as a list is that is none: an async generator or iterator, probably."""
    if "'async_generator' object is not" in failed.error or "async_generator can't be used in 'await'" in failed.error:
        return True
    found = NOT_ITERABLE.search(failed.error)
    return found is not None and found[1] not in NO_ASYNC_ITERABLE and not hasattr(builtins, found[1].strip("_"))


def is_not_awaitable(failed: Failed) -> bool:
    """Tell whether somebody awaited, or a scenario gathered, what a plain function answered."""
    raised = failed.recording.raised
    if raised is None or raised.type != "TypeError":
        return False
    gathered = "An asyncio.Future, a coroutine or an awaitable is required" in raised.message and raised.place is None
    return gathered or "in 'await' expression" in raised.message or "can't be awaited" in raised.message


def gathered_a_list(failed: Failed) -> bool:
    """Tell whether a list was passed where awaitables are taken one by one."""
    return failed.error.startswith("TypeError") and (
        "An asyncio.Future, a coroutine or an awaitable is required" in failed.error
        or "unhashable type" in failed.error
    )


def answered_at_once(failed: Failed) -> bool:
    """Tell whether nothing was awaited, and no job called."""
    recording = failed.recording
    if not recording.tasks and failed.question == "returned":
        return False  # a plain function was called in a plain scenario, and it has answered something
    return recording.ended == "returned" and not recording.awaited and not recording.spans and recording.elapsed == 0


def left_a_generator(failed: Failed) -> bool:
    """Tell whether something came at another time, or never, and a generator was left to the event loop to close."""
    closed = complained("closed late")(failed) or complained("never closed")(failed)
    asked = failed.question in ("warnings", "at", "times", "order", "notes", "spans", "closed", "leftovers", "printed")
    return closed and asked
