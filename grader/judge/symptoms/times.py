"""What came too late, too early, or in another order."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from grader.judge.failed import Failed, are_times
from grader.judge.symptoms.asked import did, ended, is_about, is_about_time
from grader.protocol import nanoseconds, seconds

if TYPE_CHECKING:
    from grader.protocol import SpanRecord


THREADS = ("Thread-", "asyncio_")
"""How threads are called that a program has started, and those of the default executor."""


def drifts(failed: Failed) -> bool:
    """Tell whether what is to happen again and again, and blocks the loop a little itself, comes later and later."""
    got, wanted = failed.got, failed.wanted
    if not (_asks_for_what_blocks(failed) and are_times(got) and are_times(wanted) and wanted == sorted(set(wanted))):
        return False
    delays = [late - due for late, due in zip(got, wanted, strict=False)]
    return len(delays) > 1 and min(delays) == delays[0] == 0 < delays[-1] == max(delays)


def left_some_out(failed: Failed) -> bool:
    """Tell whether what is to happen again and again, and blocks the loop itself, came on time, but not every time."""
    return _asks_for_what_blocks(failed) and bool(failed.got) and did(operator.lt)(failed)


def _asks_for_what_blocks(failed: Failed) -> bool:
    spans = [span for span in failed.recording.spans if not span.task.startswith(THREADS)]
    blocking = {f"{span.name} started" for span in spans if span.kind in ("blocking", "computing")}
    return failed.question == "times" and failed.answer is not None and blocking.issuperset(failed.answer.about)


def printed_all_at_the_end(failed: Failed) -> bool:
    """Tell whether lines that should have come one by one were all printed at the time of the last."""
    got, wanted = failed.got, failed.wanted
    if failed.question != "printed" or not (isinstance(got, list) and isinstance(wanted, list)) or len(wanted) < 2:  # noqa: PLR2004 (one line is no sequence)
        return False
    times, due = ([each[0] if isinstance(each, tuple) else each for each in side] for side in (got, wanted))
    return are_times(times) and are_times(due) and len(set(times)) == 1 < len(set(due)) and times[0] == max(due)


def happened_in_another_order(failed: Failed) -> bool:
    """Tell whether the right moments came, for the wrong things."""
    moments = failed.moments
    got, wanted = ([pair[side] for pair in moments if pair[side] is not None] for side in (0, 1))
    return len(moments) > 1 and sorted(got) == sorted(wanted) and got != wanted


def late_starters(failed: Failed) -> list[tuple[SpanRecord, SpanRecord]]:
    """List the jobs that started at the very moment at which another one ended, each with that other one."""
    spans = failed.recording.spans
    first = min((span.start for span in spans), default=0)
    return [
        (before, after)
        for after in spans
        for before in spans
        if after.start > first and ended(before) == after.start and before is not after and before.start < after.start
    ]


def started_in_turn(failed: Failed) -> bool:
    """Tell whether something late started just when another job ended; if a start was asked for, whether that did.

    While it was late, jobs were at work: what a pause has delayed has not waited for its turn. Nor has what was only
    delayed by a call that had been made before, with the same arguments: it need not have been made again.
    """
    asked = _starts_asked_for(failed)
    starters = [after for _, after in late_starters(failed) if _can_have_delayed(after, failed)]
    waited = any(not asked or after.name in asked for after in starters)
    return is_about_time(failed) and waited and (not failed.late or (_is_busy(failed) and not _calls_again(failed)))


def did_it_again(failed: Failed) -> bool:
    """Tell whether something was late because a job that had been called once was called a second time."""
    return len(_calls_again(failed)) == 2  # noqa: PLR2004 (called more often, it is one that is to be called again)


def waited_for_all(failed: Failed) -> bool:
    """Tell whether something started not when the one before it was done, but when others were that ran beside it."""
    asked = _starts_asked_for(failed)
    if not asked or not failed.late:
        return False
    got, wanted = failed.late[0]
    was_due = any(seconds(ended(span) or 0) == wanted for span in failed.recording.spans)
    return was_due and any(
        after.name in asked and seconds(after.start) == got and seconds(before.start) < wanted
        for before, after in late_starters(failed)
    )


def _starts_asked_for(failed: Failed) -> list[str]:
    about = failed.answer.about if failed.answer else ()
    return [name.removesuffix(" started") for name in about if name.endswith(" started")]


def _can_have_delayed(span: SpanRecord, failed: Failed) -> bool:
    """Tell whether a job was still at work when the first of the moments that came late should have come."""
    due = [wanted for got, wanted in failed.moments if None not in (got, wanted) and got > wanted]
    return not due or (ended(span) or failed.recording.closed) > nanoseconds(min(due))


def _calls_again(failed: Failed) -> list[SpanRecord]:
    """Give all calls like the one that took from when something was due to when it came, if that was not the first."""
    if not failed.late:
        return []
    spans, (got, wanted) = failed.recording.spans, failed.late[0]
    for last in spans:
        if (seconds(last.start), seconds(ended(last) or 0)) == (wanted, got):
            like = [span for span in spans if (span.name, span.arguments) == (last.name, last.arguments)]
            if any(span.start < last.start and (ended(span) or span.start) <= last.start for span in like):
                return like
    return []


def _is_busy(failed: Failed) -> bool:
    """Tell whether at any moment between when something was due and when it came, some job was at work."""
    end, now = failed.late[0]
    spans = sorted(
        (seconds(span.start), seconds(ended(span) or failed.recording.closed)) for span in failed.recording.spans
    )
    for start, until in spans:
        if start <= now:
            now = max(now, until)
    return now >= end


def waited_for_another_task(failed: Failed) -> bool:
    """Tell whether a task that was there before could only start its work when another task's was done."""
    created = {task.name: task.start for task in failed.recording.tasks}
    begun: dict[str, int] = {}
    for span in failed.recording.spans:
        begun.setdefault(span.task, span.start)
    together = failed.answer.about if failed.answer and failed.question in ("peak", "overlap") else ()
    return is_about_time(failed) and any(
        (not together or after.name in together)
        and before.task in created  # and no thread that works for the same task
        and before.task != after.task
        and begun[after.task] == after.start > created.get(after.task, after.start)
        for before, after in late_starters(failed)
    )


def came_with_another(failed: Failed) -> bool:
    """Tell whether, of several things, one came too late, and just when another one came in time."""
    in_time = {got for got, wanted in failed.moments if got == wanted}
    return any(got in in_time and got > wanted for got, wanted in failed.moments if None not in (got, wanted))


def missed_a_limit(failed: Failed) -> bool:
    """Tell whether what was to happen at a limit came later, or never. Only limits end in .5."""
    if is_about(failed, " cancelled"):
        return False  # somebody else may have cancelled it: see "not-cancelled"
    is_limit = isinstance(failed.wanted, float) and failed.wanted % 1 != 0
    return is_limit and failed.question in ("at", "elapsed") and (failed.got is None or failed.is_late)


def ran_past_its_limit(failed: Failed) -> bool:
    """Tell whether a job was still at work when the time was up."""
    return missed_a_limit(failed) and any(
        seconds(span.start) < failed.wanted and (span.end is None or seconds(span.end) > failed.wanted)
        for span in failed.recording.spans
    )


def is_another_order(failed: Failed) -> bool:
    """Tell whether the same things came in another order."""
    got, wanted = failed.got, failed.wanted
    if isinstance(got, dict) and isinstance(wanted, dict) and got.keys() == wanted.keys():
        changed = [(got[key], wanted[key]) for key in got if got[key] != wanted[key]]
    else:
        changed = [(got, wanted)]
    if isinstance(got, dict) and isinstance(wanted, dict) and got.keys() != wanted.keys():
        changed = [(list(got.values()), list(wanted.values()))]
    return failed.question == "returned" and all(_is_permutation(*pair) for pair in changed)


def _is_permutation(got: Any, wanted: Any) -> bool:
    both = isinstance(got, list) and isinstance(wanted, list) and got != wanted
    return both and sorted(map(repr, got)) == sorted(map(repr, wanted))
