"""Cancellation, cleaning up, and what is left behind."""

from __future__ import annotations

from grader.judge.failed import Failed
from grader.judge.symptoms.asked import complained, is_about, never
from grader.judge.symptoms.times import missed_a_limit
from grader.protocol import nanoseconds, seconds


def cancelled_its_like(failed: Failed) -> bool:
    """Tell whether one was cancelled, and others that run the same coroutine were with it, though nobody had asked."""
    recording = failed.recording
    cancelled = [task for task in recording.tasks if task.outcome == "cancelled"]
    asked = {task.coroutine for task in cancelled if task.cancel_requested is not None}
    return any(
        task.cancel_requested is None and task.coroutine in asked and task.name not in recording.leftovers
        for task in cancelled
    )


def left_the_others(failed: Failed) -> bool:
    """Tell whether the error of one came out while others were still at work."""
    one_failed = any(span.outcome == "failed" for span in failed.recording.spans)
    return one_failed and bool(failed.error) and bool(failed.recording.leftovers)


def swallowed_cancel(failed: Failed) -> bool:
    """Tell whether a task ended as usual that was asked to stop, or a CancelledError did not come out."""
    if any(task.cancel_requested is not None and task.outcome == "finished" for task in failed.recording.tasks):
        return True
    wanted = failed.wanted
    return failed.question == "raised" and isinstance(wanted, tuple) and wanted[:1] == ("CancelledError",)


def failed_instead(failed: Failed) -> bool:
    """Tell whether a task failed that was asked to stop, later than that and heard by nobody: it had gone on."""
    asked = {task.name for task in failed.recording.tasks if task.cancel_requested is not None}
    complaints = [warning.what for warning in failed.recording.warnings if warning.kind == "never retrieved"]
    return any(what.partition(":")[0] in asked for what in complaints)


def happened_all_the_same(failed: Failed) -> bool:
    """Tell whether something happened that should not have."""
    return any(got is not None and wanted is None for got, wanted in failed.moments)


def should_not_have_begun(failed: Failed) -> bool:
    """Tell whether something happened, once or more often, that never should have."""
    return failed.question in ("times", "spans") and failed.wanted == [] and bool(failed.got)


def ran_ahead(failed: Failed) -> bool:
    """Tell whether a job was called more often than it should have been by the time at which somebody counted."""
    is_more = isinstance(failed.got, int) and isinstance(failed.wanted, int) and failed.got > failed.wanted
    return failed.question in ("times", "spans") and is_more and is_about(failed, " started", *_names(failed))


def _names(failed: Failed) -> set[str]:
    return {span.name for span in failed.recording.spans}


def went_too_far(failed: Failed) -> bool:
    """Tell whether what is to happen several times happened as it should, and then went on."""
    got, wanted = failed.got, failed.wanted
    if failed.question not in ("times", "spans") or not (isinstance(got, list) and isinstance(wanted, list)):
        return False
    more = got[len(wanted) :]
    several = len(wanted) > 1 or len(more) > 2  # noqa: PLR2004 (again, and again, and again)
    return several and bool(more) and got[: len(wanted)] == wanted and not any(each in wanted for each in more)


def ignored_its_cancellation(failed: Failed) -> bool:
    """Tell whether something never happened that should have, once, when a task was asked to stop."""
    asked = [seconds(task.cancel_requested) for task in failed.recording.tasks if task.cancel_requested is not None]
    return failed.question == "times" and failed.got == [] and any(failed.wanted == [at] for at in asked)


def skipped_its_cleanup(failed: Failed) -> bool:
    """Tell whether a job was never started after another one had failed or been cancelled."""
    cut_short = any(span.outcome in ("failed", "cancelled") for span in failed.recording.spans)
    return cut_short and never(failed) and is_about(failed, " started")


def took_its_limit_for_an_error(failed: Failed) -> bool:
    """Tell whether the work was cancelled at its limit, and the very task went on with more of it."""
    spans = failed.recording.spans
    return missed_a_limit(failed) and any(
        span.outcome == "cancelled"
        and seconds(span.end or 0) == failed.wanted
        and any(more.task == span.task and more.start >= (span.end or 0) and more is not span for more in spans)
        for span in spans
    )


def did_not_wait_for_cleanup(failed: Failed) -> bool:
    """Tell whether it went on while what it had cancelled was still cleaning up."""
    asked = {task.name for task in failed.recording.tasks if task.cancel_requested is not None}
    moments = failed.got if failed.question == "times" else [got for got, _ in failed.moments if got is not None]
    return (
        failed.is_early
        and not is_about(failed, " cancelled")
        and any(
            span.task in asked and span.cleaned and (span.end or 0) <= nanoseconds(moment) < span.cleaned
            for span in failed.recording.spans
            for moment in moments
        )
    )


def stopped_in_turn(failed: Failed) -> bool:
    """Tell whether one was only cancelled when another one had cleaned up."""
    cleaned = {span.cleaned for span in failed.recording.spans if span.cleaned}
    return failed.is_late and any(
        span.outcome == "cancelled" and span.end in cleaned for span in failed.recording.spans
    )


def cancelled_what_should_finish(failed: Failed) -> bool:
    """Tell whether a job that should have finished was cancelled instead."""
    cancelled = {f"{span.name} finished" for span in failed.recording.spans if span.outcome == "cancelled"}
    about = failed.answer.about if failed.answer else ()
    return never(failed) and not cancelled.isdisjoint(about)


def went_on(failed: Failed) -> bool:
    """Tell whether a job that should have been cancelled was not."""
    spans = failed.recording.spans
    cancelled = {span.name for span in spans if span.outcome == "cancelled"}
    about = failed.answer.about if failed.answer else ()
    asked = any(f"{name} cancelled" in about for name in {span.name for span in spans} - cancelled)
    listed = failed.question in ("order", "spans") and "cancel" in repr(failed.wanted)
    return asked or (listed and not cancelled)


def lost_a_task(failed: Failed) -> bool:
    """Tell whether something never happened, and a task vanished: of those of gather(), asyncio does not complain."""
    return never(failed) and any(task.outcome == "lost" for task in failed.recording.tasks)


def dropped_a_task(failed: Failed) -> bool:
    """Tell whether a task was lost that nobody referred to, other than by cancelling it and going on."""
    return complained("destroyed pending")(failed) and not did_not_wait_for_cleanup(failed)
