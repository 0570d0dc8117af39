"""What every format needs: the results to list, and what is said about one in plain text.

Text of a submission goes through `visible` first. What is left has no control characters, surrogates or noncharacters,
so that it fits into XML 1.0 and into any terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import lcm

from grader.judge.verdict import TODO, Diagnosis
from grader.report.chart import draw
from grader.report.console import BLAME
from grader.report.glyphs import UNICODE
from grader.report.schema import Check, ExerciseReport, Location, Report

WIDTH = 80
MAX_TEXT = 10_000
"""How many characters are said about one check."""

NOT_DONE = "The TODO is not done yet."
MAX_LINE = 1_000


def results(report: Report) -> Iterator[tuple[ExerciseReport, Check]]:
    """Yield every check with its exercise, in order; their points add up to those of the report.

    An exercise of which nothing could be checked gives one failed check that says why.
    """
    for exercise in report.exercises:
        for check in exercise.checks or [_unchecked(exercise)]:
            yield exercise, check


def _unchecked(exercise: ExerciseReport) -> Check:
    return Check(
        id=f"{exercise.id}::problem",
        promise="It can be checked.",
        hidden=False,
        status="failed",
        points=0.0,
        max_points=exercise.max_points,
    )


def name(exercise: ExerciseReport, check: Check) -> str:
    """Return the name of a result for people, on one line."""
    waiting = "waiting: " if check.status == "waiting" else ""
    return f"{line(exercise.id)}: {waiting}{line(check.promise).removesuffix('.')}"


def account(exercise: ExerciseReport, check: Check) -> str:
    """Say in plain text what there is to say about a check: nothing if it passed or waits."""
    if check.status in {"passed", "waiting"}:
        return ""
    parts = [BLAME if check.status == "error" else "", visible(exercise.problem or "")]
    if is_todo(check):
        return "\n".join(filter(None, [*parts, NOT_DONE, place(check.location)]))
    parts.append(visible(check.message or ""))
    picture = draw(check.timeline, WIDTH, UNICODE) if check.timeline is not None else []
    parts.append("\n".join(row.plain.rstrip() for row in picture))
    parts.append(place(check.location or exercise.location))
    parts.append(explanation(check.diagnosis))
    return cut("\n".join(filter(None, dict.fromkeys(parts))), MAX_TEXT)


def headline(exercise: ExerciseReport, check: Check) -> str:
    """Say on one line what went wrong."""
    said = exercise.problem or (NOT_DONE if is_todo(check) else check.message) or ""
    diagnosis = check.diagnosis.explanation if check.diagnosis is not None else check.promise
    return cut(line(said.split("\n")[0] or diagnosis), 200)


def place(location: Location | None) -> str:
    """Say where it is."""
    if location is None:
        return ""
    return cut(line(f"{location.file}:{location.line}   {location.code.strip()}").rstrip(), 200)


def explanation(diagnosis: Diagnosis | None) -> str:
    """Say what it probably is, and where to read about it."""
    return "" if diagnosis is None else visible(f"Probably: {diagnosis.explanation}\nRead: {diagnosis.link}")


def is_todo(check: Check) -> bool:
    """Tell whether a check met a TODO that nobody has done yet."""
    return check.status == "failed" and check.diagnosis is not None and check.diagnosis.name == TODO


def summary(report: Report) -> str:
    """Return the score on one line, with what still waits."""
    waiting = f" {report.waiting:g} of them wait for checks that are not here." if report.waiting else ""
    failed = " The grader itself failed at some: please grade again." if report.errors else ""
    return f"{report.points:g} of {report.max_points:g} points.{waiting}{failed}"


def visible(text: str) -> str:
    """Return *text* with everything escaped that is not a character to look at, except its newlines."""
    return "\n".join(map(UNICODE.safe, cut(text, MAX_TEXT).split("\n")))


def line(text: str) -> str:
    """Return *text* made visible, on one line."""
    return UNICODE.safe(cut(text, MAX_LINE))


def cut(text: str, length: int) -> str:
    """Return *text*, or its start and how much is missing, in at most *length* characters, if those are 40 or more."""
    if len(text) <= length:
        return text
    room = length - 40
    return f"{text[:room]} … and {len(text) - room} more characters"


def scale(numbers: Iterable[float]) -> int:
    """Return the smallest factor that makes every one of *numbers* whole, as they are written."""
    return lcm(*(Fraction(repr(number)).denominator for number in numbers))
