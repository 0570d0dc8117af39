"""Values and errors that are not the ones that were asked for."""

from __future__ import annotations

import operator
from typing import Any

from grader.judge.failed import Failed
from grader.judge.symptoms.asked import did, is_about, never
from grader.judge.values import Error

SLIPS = ("AttributeError", "ImportError", "IndexError", "KeyError", "NameError", "TypeError", "UnboundLocalError")
"""Errors that are rarely foreseen: what is wrong with them is not that a group came with them."""


def left_a_group_unopened(failed: Failed) -> bool:
    """Tell whether an exception group came out in which there is more than a slip of the submission's own."""
    raised = failed.recording.raised
    inner = raised.inner if raised is not None else []
    is_slip = all(each.type in SLIPS for each in inner) and all(
        span.outcome != "failed" for span in failed.recording.spans
    )
    return failed.question != "raised" and "ExceptionGroup: " in failed.error and not is_slip


def took_errors_for_data(failed: Failed) -> bool:
    """Tell whether exceptions came back among the results, where none should be."""
    return failed.question == "returned" and _errors(failed.got) > _errors(failed.wanted)


def _errors(value: Any) -> int:
    """Count the exceptions in *value*; a text that reads like one is none."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    inner = sum(map(_errors, value)) if isinstance(value, list | tuple | set | frozenset) else 0
    return inner + isinstance(value, Error)


def tried_again(failed: Failed) -> bool:
    """Tell whether a job was called more often than it should have been, each time because it had failed."""
    about = failed.answer.about if failed.answer else ()
    calls = [span for span in failed.recording.spans if f"{span.name} started" in about]
    return did(operator.gt)(failed) and len(calls) > 1 and all(span.outcome == "failed" for span in calls[:-1])


def kept_an_error(failed: Failed) -> bool:
    """Tell whether a scenario waited in vain for an error, which it notes by its name."""
    return never(failed) and is_about(failed, "Error", "failed") and failed.recording.ended == "returned"


def kept_an_error_from_the_loop(failed: Failed) -> bool:
    """Tell whether a loop should have had something to report, and had nothing."""
    return failed.question == "warnings" and failed.got == []


def was_told_nothing(failed: Failed) -> bool:
    """Tell whether a scenario noted None where it should have heard of an error, by its name."""
    if failed.question != "notes" or not isinstance(failed.wanted, list) or not isinstance(failed.got, list):
        return False
    pairs = list(zip(_flat(failed.got), _flat(failed.wanted), strict=True))
    return any(got is None and str(wanted).endswith("Error") for got, wanted in pairs)


def _flat(values: list[Any]) -> list[Any]:
    return [each for value in values for each in (value if isinstance(value, list) else [value])]


def read_the_same(failed: Failed) -> bool:
    """Tell whether a value was read twice before either reader had written it."""
    spans = failed.recording.spans
    reads = [span for span in spans if span.name.endswith(" read") and span.end is not None]
    writes = [span for span in spans if span.name.endswith(" write") and span.end is not None]
    return failed.question in ("final", "returned", "notes") and any(
        read.task != write.task and read.start < (write.end or 0) <= (later.end or 0)
        for read in reads
        for write in writes
        for later in writes
        if later.task == read.task and read.name.split()[0] == write.name.split()[0]
    )


def mixed_up(failed: Failed) -> bool:
    """Tell whether the scenario ran several of the submission's coroutines at once, and the value is wrong."""
    if failed.question == "returned" and not _has_other_words(failed.got, failed.wanted):
        return False  # a number may be wrong for many reasons
    theirs = {task.name for task in failed.recording.tasks if task.place is None and task.coroutine != "main"}
    spans = [span for span in failed.recording.spans if span.task in theirs]
    return failed.question in ("returned", "printed", "output") and any(
        a.task != b.task and a.start <= b.start < (a.end or a.start) for a in spans for b in spans
    )


def _has_other_words(got: Any, wanted: Any) -> bool:
    """Tell whether all that differs in two values are texts: other ones, or more or fewer of them."""
    if isinstance(got, dict) and isinstance(wanted, dict):
        got, wanted = list(got.values()), list(wanted.values())
    if isinstance(got, list | tuple) and isinstance(wanted, list | tuple):
        if len(got) != len(wanted):
            return all(isinstance(each, str) for each in (*got, *wanted))
        changed = [pair for pair in zip(got, wanted, strict=True) if pair[0] != pair[1]]
        return bool(changed) and all(_has_other_words(*pair) for pair in changed)
    return isinstance(got, str) and isinstance(wanted, str)
