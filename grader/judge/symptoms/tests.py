"""Tests that a submission consists of, and what they are good for."""

from __future__ import annotations

from grader.judge.failed import Failed


def has_none(failed: Failed) -> bool:
    """Tell whether there is no test at all."""
    return failed.question in ("tests", "failures", "caught_by") and not failed.recording.tests


def need_each_other(failed: Failed) -> bool:
    """Tell whether tests fail when the last one comes first."""
    return failed.question == "failures" and failed.run.backwards and bool(failed.got)


def ask_for_more_than_was_promised(failed: Failed) -> bool:
    """Tell whether tests fail with another module than the one that was given, and should not."""
    return failed.question == "failures" and bool(failed.run.replaced) and bool(failed.got)


def fail_with_what_is_right(failed: Failed) -> bool:
    """Tell whether tests fail with a module that is right."""
    is_unsound = failed.question == "caught_by" and failed.answer is not None and bool(failed.answer.about)
    return is_unsound or (failed.question == "failures" and bool(failed.got))


def find_nothing(failed: Failed) -> bool:
    """Tell whether no test fails with a module that is broken."""
    return failed.question == "caught_by" and failed.got == []


def wait_for_real(failed: Failed) -> bool:
    """Tell whether tests take longer than they should."""
    return failed.question == "elapsed" and bool(failed.recording.tests)
