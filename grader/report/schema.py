"""The report ``asynclings/report/v1``: everything that is shown anywhere is made from it.

Times are float virtual seconds; *elapsed* alone is real seconds. Text that comes from a submission (messages, output,
lines of code, labels of a timeline) is as it was: whoever shows it escapes it.
"""

from __future__ import annotations

import shlex
from typing import Annotated, Any, Final, Literal

import msgspec

from grader.judge.suites import Scope
from grader.judge.verdict import Diagnosis, Status, Timeline

SCHEMA: Final = "asynclings/report/v1"

Level = Literal["full", "promise", "score"]
"""How much a report says about a check; see `grader.report.build`."""

Points = Annotated[float, msgspec.Meta(ge=0)]


class Closed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the report: immutable, and closed to fields it does not know."""


class Location(Closed, frozen=True, kw_only=True):
    """A line of the submission: the path shown to people, the line from 1 on, and its text."""

    file: str
    line: int
    code: str = ""


class Check(Closed, frozen=True, kw_only=True):
    """One check's result. A `waiting` one stands for the points of checks that are not here."""

    id: str
    promise: str
    hidden: bool
    status: Status
    points: Points
    max_points: Points
    diagnosis: Diagnosis | None = None
    message: str | None = None
    location: Location | None = None
    timeline: Timeline | None = None


class ExerciseReport(Closed, frozen=True, kw_only=True):
    """One exercise. *problem* says why nothing could be checked, *location* where; *next_step* is an exact command."""

    id: str
    number: str
    title: str
    file: str
    points: Points
    max_points: Points
    problem: str | None = None
    location: Location | None = None
    output: str = ""
    next_step: str | None = None
    checks: tuple[Check, ...] = ()

    @property
    def grade(self) -> str:
        """The command that grades it alone."""
        own = self.file.startswith("exercises/")
        return f"nox -s grade -- {self.id}" + ("" if own else f" --from {shlex.quote(self.file)}")

    @property
    def waiting(self) -> float:
        """The points of checks that are not here."""
        return sum(check.max_points for check in self.checks if check.status == "waiting")

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do here."""
        return self.problem is None and all(check.status in {"passed", "waiting"} for check in self.checks)


class SuiteReport(Closed, frozen=True, kw_only=True):
    """Which checks were run: equal digests mean equal checks."""

    digest: str
    scope: Scope


class Report(Closed, frozen=True, kw_only=True):
    """One submission's grade, and what it was made with."""

    schema: Literal["asynclings/report/v1"] = SCHEMA
    grader: str
    suite: SuiteReport
    seed: int
    python: str
    course_python: str
    """The version that scores, as in "3.11". A grade made with another one is not comparable."""
    confinement: str
    elapsed: Annotated[float, msgspec.Meta(ge=0)]
    points: Points
    max_points: Points
    waiting: Points
    exercises: tuple[ExerciseReport, ...] = ()

    @property
    def comparable(self) -> bool:
        """Whether the Python that graded is the one that scores."""
        return self.python.split(".")[:2] == self.course_python.split(".")[:2]

    @property
    def percent(self) -> float | None:
        """The share of the points that could be had here; None if there were none to have."""
        possible = self.max_points - self.waiting
        return 100 * self.points / possible if possible > 0 else None

    @property
    def errors(self) -> int:
        """How many checks failed by the grader's own fault."""
        return sum(check.status == "error" for exercise in self.exercises for check in exercise.checks)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a report."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **msgspec.json.schema(Report)}


def encode(report: Report) -> bytes:
    """Return *report* as JSON for people and programs, ending in a newline."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def decode(content: bytes) -> Report:
    """Read a report.

    Raises msgspec.ValidationError, with the field, if *content* is not one.
    """
    return msgspec.json.decode(content, type=Report)
