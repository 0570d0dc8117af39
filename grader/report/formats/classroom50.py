"""Classroom 50's `result.json`, which its collector refuses unless every rule of it is kept.

A result that was refused is published nowhere: the learner looks as if they had not submitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self

import msgspec

from grader.course import UserError
from grader.report.formats.results import cut, line, name, results, scale
from grader.report.schema import Check, ExerciseReport, Report

SCHEMA = "classroom50/result/v1"


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Whose result it is, and when it was made, as Classroom 50's runner said; no text is empty."""

    classroom: str
    assignment: str
    submission: str
    commit: str
    release: str
    review: str
    made: str

    @classmethod
    def read(cls, variables: Mapping[str, str], now: datetime) -> Self:
        """Read it from the environment of Classroom 50's runner.

        Raises UserError if a variable is missing, or is none that its collector accepts.
        """
        identity = cls(
            classroom=_variable(variables, "CLASSROOM"),
            assignment=_variable(variables, "ASSIGNMENT"),
            submission=_variable(variables, "SUBMISSION_TAG"),
            commit=_variable(variables, "COMMIT_URL"),
            release=_variable(variables, "RELEASE_URL"),
            review=variables.get("REVIEW_URL") or _variable(variables, "COMMIT_URL"),
            made=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        if not identity.submission.startswith("submit/"):
            told = f"SUBMISSION_TAG is {identity.submission!r}: Classroom 50 takes only tags that start with submit/."
            raise UserError(told)
        return identity


def _variable(variables: Mapping[str, str], key: str) -> str:
    if value := variables.get(key):
        return value
    raise UserError(f"{key} is not set. --format classroom50 is for an autograder that Classroom 50's runner started.")


def render(report: Report, identity: Identity) -> str:
    """Return *report* as JSON, ending in a newline.

    Scores are whole numbers there: all points are multiplied by the smallest number that makes each of them whole.
    """
    found = list(results(report))
    factor = scale([value for _, check in found for value in (check.points, check.max_points)])
    # A list without tests would be taken for an assignment without an autograder.
    tests = [_test(exercise, check, factor) for exercise, check in found] or [_nothing()]
    result = {
        "schema": SCHEMA,
        "classroom": identity.classroom,
        "assignment": identity.assignment,
        "submission": identity.submission,
        "commit": identity.commit,
        "release": identity.release,
        "review": identity.review,
        "datetime": identity.made,
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    return msgspec.json.format(msgspec.json.encode(result), indent=2).decode() + "\n"


def _test(exercise: ExerciseReport, check: Check, factor: int) -> dict[str, Any]:
    return {
        "test-name": cut(name(exercise, check), 300),
        "passed": check.status == "passed",
        "score": round(check.points * factor),
        "max-score": round(check.max_points * factor),
        "id": line(check.id),
        "status": check.status,
    }


def _nothing() -> dict[str, Any]:
    return {"test-name": "Nothing was graded", "passed": False, "score": 0, "max-score": 0}
