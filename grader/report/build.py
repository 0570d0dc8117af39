"""Makes the report out of the judge's verdicts, and leaves out what its level does not allow.

=========  ==============================================================================================
level      what is said about a check
=========  ==============================================================================================
full       everything. Public checks are told in full, and so are hidden ones on their author's own disk
promise    the promise, the result, the diagnosis, the learner's line, and a timeline that names no input
score      the promise and the result
=========  ==============================================================================================
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from math import fsum

import msgspec

import grader
from grader.course import Course, Exercise
from grader.judge.submission import Submission
from grader.judge.suites import SUITES, Suites
from grader.judge.verdict import ExerciseVerdict, Timeline, Verdict
from grader.protocol import Place
from grader.report.schema import Check, ExerciseReport, Level, Location, Report, SuiteReport
from grader.sandbox.confinement import strongest


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What a grade was made with. *elapsed* is in real seconds."""

    course: Course
    submission: Submission
    suites: Suites
    seed: int
    elapsed: float
    python: str = platform.python_version()
    confinement: str = msgspec.field(default_factory=lambda: strongest().name)


def build(verdicts: Sequence[ExerciseVerdict], made: Made, *, level: Level = "promise") -> Report:
    """Return the report on *verdicts*.

    *level* is that of the hidden checks. Public ones are told in full, except at "score".
    """
    found = {verdict.topic: verdict for verdict in verdicts}
    chosen = made.course.choose(list(made.submission.files))
    exercises = tuple(_exercise(exercise, found[exercise.topic], made, level) for exercise in chosen)
    return Report(
        grader=grader.__version__,
        suite=SuiteReport(digest=made.suites.digest(chosen), scope=made.suites.used(chosen) or made.suites.scope),
        seed=made.seed,
        python=made.python,
        course_python=made.course.python,
        confinement=made.confinement,
        elapsed=round(made.elapsed, 3),
        points=_total(exercise.points for exercise in exercises),
        max_points=_total(exercise.max_points for exercise in exercises),
        waiting=_total(exercise.waiting for exercise in exercises),
        exercises=exercises,
    )


def _total(points: Iterable[float]) -> float:
    return round(fsum(points), 6)


def _exercise(exercise: Exercise, verdict: ExerciseVerdict, made: Made, level: Level) -> ExerciseReport:
    file = made.submission.files[exercise.topic].display
    checks = tuple(_check(check, file, _level(check, level)) for check in verdict.checks)
    checks += _waiting(exercise, verdict, made.suites)
    report = ExerciseReport(
        id=exercise.topic,
        number=exercise.number,
        title=exercise.title,
        file=file,
        points=_total(check.points for check in checks),
        max_points=max(float(exercise.points), _total(check.max_points for check in checks)),
        problem=verdict.problem,
        location=None if level == "score" else _location(verdict.problem_place, file),
        output="" if level == "score" else _output(verdict, level),
        checks=checks,
    )
    return report if level == "score" else msgspec.structs.replace(report, next_step=_next_step(report))


def _level(check: Verdict, level: Level) -> Level:
    return level if check.hidden or level == "score" else "full"


def _next_step(exercise: ExerciseReport) -> str | None:
    if exercise.finished:
        return None
    failed = any(check.status == "failed" for check in exercise.checks)
    return f"nox -s hint -- {exercise.id}" if failed and exercise.problem is None else exercise.grade


def _output(verdict: ExerciseVerdict, level: Level) -> str:
    """Return what the submission printed by itself, or else during the first failed check whose inputs may be known."""
    told = [c.output for c in verdict.checks if c.status == "failed" and _level(c, level) == "full"]
    return next(filter(None, [verdict.output, *told]), "")


def _check(check: Verdict, file: str, level: Level) -> Check:
    bare = Check(
        id=check.id,
        promise=check.promise,
        hidden=check.hidden,
        status=check.status,
        points=float(check.points) if check.status == "passed" else 0.0,
        max_points=float(check.max_points),
    )
    if level == "score":
        return bare
    return msgspec.structs.replace(
        bare,
        diagnosis=check.diagnosis,
        message=_message(check) if level == "full" else None,
        location=_location(check.place, file),
        timeline=check.timeline if level == "full" else _unnamed(check.timeline),
    )


def _message(check: Verdict) -> str | None:
    return "\n".join(filter(None, [check.happened, check.expected])) or None


def _location(place: Place | None, file: str) -> Location | None:
    return None if place is None else Location(file=file, line=place.line, code=place.code)


def _unnamed(timeline: Timeline | None) -> Timeline | None:
    """Return *timeline* with its rows numbered: their labels are names that the check's inputs have."""
    if timeline is None:
        return None
    rows = tuple(msgspec.structs.replace(row, label=f"#{n}") for n, row in enumerate(timeline.rows, 1))
    return msgspec.structs.replace(timeline, rows=rows)


def _waiting(exercise: Exercise, verdict: ExerciseVerdict, suites: Suites) -> tuple[Check, ...]:
    """Return one check for the points that no check here gives, so that the total never shrinks."""
    missing = round(exercise.points - fsum(check.max_points for check in verdict.checks), 6)
    here = suites.files(exercise)
    if missing <= 0 or (verdict.problem and not verdict.checks):
        return ()
    absent = [suite for suite in SUITES if suite not in here]
    left_out = [suite for suite in absent if suite not in suites.asked]
    names = " and ".join(absent).capitalize()
    if not absent:
        promise = "These points belong to no check yet."
    elif left_out == absent:
        promise = f"{names} checks, left out by --suite {suites.scope}."
    else:
        promise = f"{names} checks, which are not shipped here."
    return (
        Check(
            id=f"{exercise.topic}::waiting",
            promise=promise,
            hidden="hidden" in absent,
            status="waiting",
            points=0.0,
            max_points=missing,
        ),
    )
