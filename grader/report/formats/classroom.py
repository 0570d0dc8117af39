"""What GitHub Classroom's reporter reads: the result of a grading step, before it is put into base64.

`classroom-resources/autograding-grading-reporter` gets it through an environment variable, and Linux allows none of
more than 128 KiB, so a whole course is told in fewer words. What waits is in `max_score` and no test of its own: the
reporter knows only what passed and what did not.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from grader.report.formats.results import account, cut, headline, line, name, results, scale, summary
from grader.report.schema import Check, ExerciseReport, Report

Status = Literal["pass", "fail", "error"]

STATUSES: dict[str, Status] = {"passed": "pass", "failed": "fail", "error": "error"}
MAX_OUTPUT = 500
LIMIT = 90_000
"""Bytes: base64 makes four of three, and 128 KiB is the most that a variable holds."""


def render(report: Report) -> str:
    """Return *report* as one line of JSON, ending in a newline.

    Points are as in the report, unless its total is no whole number: `max_score` has to be an int, so that all are
    multiplied alike then.
    """
    factor = scale([report.max_points])
    tests = [_test(exercise, check, factor) for exercise, check in results(report) if check.status != "waiting"]
    shorter = ({**test, "output": cut(test["output"], 160)} for test in tests)
    silent = ({**test, "output": "", "message": ""} for test in tests)
    whole = (_whole(exercise, factor) for exercise in report.exercises)
    for told in (tests, shorter, silent):
        payload = _payload(_status(report), summary(report), round(report.max_points * factor), list(told))
        if len(payload) <= LIMIT:
            return payload
    return _payload(_status(report), summary(report), round(report.max_points * factor), list(whole))


def refusal(message: str) -> str:
    """Return what says that nothing was graded, and why: the reporter needs `tests` then, too."""
    return _payload("error", cut(line(message), MAX_OUTPUT), 0, [])


def _payload(status: Status, message: str, max_score: int, tests: list[dict[str, Any]]) -> str:
    found = {"version": 3, "status": status, "message": message, "max_score": max_score, "tests": tests}
    return json.dumps(found, separators=(",", ":")) + "\n"


def _status(report: Report) -> Status:
    found = {check.status for _, check in results(report)}
    return "error" if "error" in found else "fail" if "failed" in found else "pass"


def _test(exercise: ExerciseReport, check: Check, factor: int) -> dict[str, Any]:
    failed = check.status != "passed"
    location = check.location or exercise.location
    return {
        "name": cut(name(exercise, check), 200),
        "status": STATUSES[check.status],
        "message": headline(exercise, check) if failed else "",
        "test_code": "",
        "task_id": line(check.id),
        "filename": line(exercise.file),
        "line_no": location.line if location is not None and failed else 0,
        "duration": 0,
        "score": check.points * factor,
        "output": cut(account(exercise, check), MAX_OUTPUT),
    }


def _told(exercise: ExerciseReport) -> str:
    """Say how an exercise went, and what failed first."""
    if exercise.finished and exercise.checks:
        return ""
    checks = [check for check in exercise.checks if check.status != "waiting"]
    passed = sum(check.status == "passed" for check in checks)
    first = next((headline(exercise, check) for check in checks if check.status != "passed"), "")
    return cut(f"{passed} of {len(checks)} checks pass. {first}" if checks else line(exercise.problem or ""), 250)


def _whole(exercise: ExerciseReport, factor: int) -> dict[str, Any]:
    """Return an exercise as one test."""
    found = {check.status for check in exercise.checks}
    status: Status = "error" if "error" in found else "pass" if exercise.finished and exercise.checks else "fail"
    return {
        "name": cut(line(f"{exercise.number} {exercise.id}"), 100),
        "status": status,
        "message": _told(exercise),
        "test_code": "",
        "task_id": cut(line(exercise.id), 100),
        "filename": cut(line(exercise.file), 200),
        "line_no": 0,
        "duration": 0,
        "score": exercise.points * factor,
        "output": "",
    }
