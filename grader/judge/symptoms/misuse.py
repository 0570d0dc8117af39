"""What asyncio was given that it does not take, or was not asked for."""

from __future__ import annotations

import re

from grader.judge.failed import Failed
from grader.judge.symptoms.asked import complained

FUTURE = re.compile(r"<(_GatheringFuture|Future|Task) ")


def set_it_twice(failed: Failed) -> bool:
    """Tell whether a future was set that was over already; in a callback, only the loop hears of it."""
    errors = [failed.error, *(warning.what for warning in failed.recording.warnings)]
    return any("InvalidStateError: invalid state" in error for error in errors)


def called_its_callback(failed: Failed) -> bool:
    """Tell whether a loop was given None to call: what calling the function at once has returned."""
    refused = "a callable object was expected by call_" in failed.error and "got None" in failed.error
    called = any(
        warning.kind == "callback" and "'NoneType' object is not callable" in warning.what
        for warning in failed.recording.warnings
    )
    return refused or called


def wanted_slow_callbacks(failed: Failed) -> bool:
    """Tell whether a loop should have complained of certain slow callbacks, and has done so of others, or of none."""
    return failed.question == "warnings" and isinstance(failed.wanted, list) and "slow callback" in failed.wanted


def gave_a_coroutine_to_ordinary_code(failed: Failed) -> bool:
    """Tell whether a plain function, called with no loop running, returned a coroutine object."""
    return not failed.recording.tasks and "<coroutine object" in repr(failed.got)


def took_a_future_for_its_result(failed: Failed) -> bool:
    """Tell whether a future stands where its result should be."""
    return "await wasn't used with future" in failed.error or FUTURE.search(repr(failed.got)) is not None


def forgot_await(failed: Failed) -> bool:
    """Tell whether a coroutine was made, and never awaited."""
    if any(warning.kind == "never awaited" for warning in failed.recording.warnings):
        return True
    return "'coroutine' object" in failed.error or "<coroutine object" in repr(failed.got)


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
