"""What a check compared when it failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.judge.explain.answers import SAY, say_computed, say_value
from grader.judge.explain.complaints import complaint
from grader.judge.explain.expectations import expectation, is_time, moments
from grader.judge.explain.places import place_of
from grader.judge.explain.words import Explanation, called, shown, time

if TYPE_CHECKING:
    from grader.judge.run import Answer
    from grader.protocol import WarningRecord


def comparison(answer: Answer, op: str, got: Any, wanted: Any) -> Explanation:
    """Explain that the check asked for *answer* and compared *got* with *wanted*."""
    is_the_answer = got is answer.value or got == answer.value
    unwanted = _unwanted_complaint(answer, op, wanted) if is_the_answer else None
    if unwanted is not None:
        return Explanation(
            complaint(unwanted), "\n".join(["Expected no such complaint.", *called(answer.run)]), unwanted.place
        )
    say = SAY.get(answer.question, say_value) if is_the_answer else say_computed
    happened = say(answer, got)
    wanted_text = time(wanted) if is_the_answer and is_time(answer, wanted) else shown(wanted)
    if not is_the_answer and answer.question == "at" and isinstance(wanted, list) and None in wanted:
        wanted_text = moments(wanted)
    expected = expectation(answer, op, wanted, wanted_text) if is_the_answer else f"Expected {wanted_text}."
    if answer.run.backwards:
        expected += "\nThe last test came first."
    expected = "\n".join([expected, *called(answer.run)])
    return Explanation(happened, expected, place_of(answer.run.recording, answer))


def _unwanted_complaint(answer: Answer, op: str, wanted: Any) -> WarningRecord | None:
    """Give the complaint that there was, if a check wanted none of kind *wanted*."""
    if answer.question != "warnings" or op != "lacks":
        return None
    return next((warning for warning in answer.run.recording.warnings if warning.kind == wanted), None)


def truth(answer: Answer) -> Explanation:
    """Explain that the check found *answer* not true, without a comparison that could be shown."""
    happened = SAY.get(answer.question, say_value)(answer, answer.value)
    return Explanation(happened, "\n".join(called(answer.run)) or None, place_of(answer.run.recording, answer))
