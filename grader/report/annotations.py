"""Shows a report as commands of GitHub's runner, which marks the lines of a submission with them.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands. The runner takes
ten of a kind from one step.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.report.formats.results import cut, headline, is_todo, line, name, results, summary
from grader.report.schema import Check, ExerciseReport, Report

MAX = 10
MAX_TITLE, MAX_MESSAGE = 200, 1_000


def render(report: Report) -> str:
    """Return one command on each line: errors on lines of the submission, one for each mistake, and the score.

    A TODO that nobody has done yet is no mistake.
    """
    errors = _errors(report)
    faults = [_command("warning", exercise, check) for exercise, check in results(report) if check.status == "error"]
    more = len(errors) - MAX
    said = f" {more} more mistakes are not marked." if more > 0 else ""
    score = f"::notice title=asynclings::{_data(summary(report) + said)}"
    return "".join(f"{command}\n" for command in [*errors[:MAX], *faults[:MAX], score])


def _errors(report: Report) -> list[str]:
    found: dict[object, str] = {}
    for exercise, check in results(report):
        if check.status == "failed" and (exercise.problem is not None or not is_todo(check)):
            mistake = exercise.problem or (check.diagnosis, check.location or check.id)
            found.setdefault((exercise.id, mistake), _command("error", exercise, check))
    return list(found.values())


def _command(kind: str, exercise: ExerciseReport, check: Check) -> str:
    location = check.location or exercise.location
    place = [("file", exercise.file if location is None else location.file)]
    if location is not None:
        place.append(("line", str(location.line)))
    title = line(exercise.id) if exercise.problem is not None else name(exercise, check)
    fields = ",".join(f"{key}={_property(value)}" for key, value in [*place, ("title", title)])
    return f"::{kind} {fields}::{_data(' '.join(_said(exercise, check)))}"


def _said(exercise: ExerciseReport, check: Check) -> Iterator[str]:
    said = headline(exercise, check)
    yield said
    if check.diagnosis is not None and exercise.problem is None and check.diagnosis.explanation != said:
        yield f"Probably: {check.diagnosis.explanation}"


def _data(text: str) -> str:
    return line(cut(text, MAX_MESSAGE)).replace("%", "%25")


def _property(text: str) -> str:
    return line(cut(text, MAX_TITLE)).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
