"""What a check asked about, and what the run said."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from grader.judge.failed import Failed, is_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.protocol import SpanRecord


def is_about_time(failed: Failed) -> bool:
    """Tell whether the check asked when something happened, or how long it took."""
    if failed.question == "printed":
        return False  # lines come late for many reasons; whoever means jobs asks about jobs
    return failed.is_late or failed.question in ("overlap", "peak")


def never(failed: Failed) -> bool:
    """Tell whether something did not happen that should have."""
    return any(got is None and wanted is not None for got, wanted in failed.moments)


def is_about(failed: Failed, *endings: str) -> bool:
    """Tell whether the check asked about an event whose name ends like one of *endings*."""
    return any(name.endswith(endings) for name in failed.answer.about) if failed.answer else False


def ended(span: SpanRecord) -> int | None:
    """Give when a call was over, its cleaning up included."""
    return span.cleaned or span.end


def did(more_or_less: Callable[[Any, Any], bool]) -> Callable[[Failed], bool]:
    """Tell whether a job was called more often, or less often, than it should have been: by its arguments or number."""

    def fits(failed: Failed) -> bool:
        got, wanted = failed.got, failed.wanted
        if isinstance(got, list) and isinstance(wanted, list):
            got, wanted = Counter(map(_comparable, got)), Counter(map(_comparable, wanted))
        comparable = type(got) is type(wanted) and isinstance(got, int | Counter)
        return failed.question in ("times", "spans", "requests") and comparable and more_or_less(got, wanted)

    return fits


def _comparable(value: Any) -> float | str:
    return float(value) if is_time(value) else repr(value)


def is_more(got: Any, wanted: Any) -> bool:
    """Tell whether both are numbers, and *got* is the larger one."""
    return is_time(got) and is_time(wanted) and got > wanted


def complained(kind: str) -> Callable[[Failed], bool]:
    """Make a rule: asyncio, or the lab, made a complaint of this *kind*."""
    return lambda failed: any(warning.kind == kind for warning in failed.recording.warnings)


def says(*texts: str) -> Callable[[Failed], bool]:
    """Make a rule: the error that ended the run has one of *texts* in it."""
    return lambda failed: any(text in failed.error for text in texts)


def about(*questions: str) -> Callable[[Failed], bool]:
    """Make a rule: the check asked one of *questions*."""
    return lambda failed: failed.question in questions
