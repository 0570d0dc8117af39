"""What the judge found: plain data, made by the judge and read by the report.

All times are float virtual seconds from the start of the run.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from grader.protocol import Place

TODO = "todo"
"""The diagnosis of a check that met a TODO nobody has done yet: the report greets a fresh clone by it."""

BarKind = Literal["run", "cancelled", "killed", "cleanup", "failed", "blocked", "waiting"]
Status = Literal["passed", "failed", "error", "waiting"]


class Bar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of time in which one thing went on; *kind* says what, and how it ended."""

    start: float
    end: float
    kind: BarKind = "run"


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a timeline: a job or a task, with its bars in order of time."""

    label: str
    bars: tuple[Bar, ...] = ()


class Timeline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture of a run, from 0 to *end*; the run went on *until* then, if that is later, with nothing more to see."""

    end: float
    rows: tuple[Row, ...] = ()
    until: float | None = None


class Diagnosis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mistake that has a name: one sentence that explains it, one link into Python's documentation."""

    name: str
    explanation: str
    link: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One check's result.

    *happened* and *expected* are whole sentences. *happened* says what the submission did, with the offending value;
    *expected* alone may name an expected value, so that a report can leave it out.
    """

    id: str
    promise: str
    hidden: bool
    status: Status
    points: float
    max_points: float
    diagnosis: Diagnosis | None = None
    happened: str | None = None
    expected: str | None = None
    place: Place | None = None
    timeline: Timeline | None = None
    output: str = ""


class ExerciseVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """All verdicts on one exercise, in the order of its suites.

    *problem* is a sentence that says why nothing could be checked; the checks are then listed all the same, as failed.
    """

    topic: str
    checks: tuple[Verdict, ...] = ()
    problem: str | None = None
    problem_place: Place | None = None
    output: str = ""
