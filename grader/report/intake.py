"""Reads a report that somebody else may have written: an artifact of a run that a learner controls.

Only a plain file of a sensible size is read, and only a report that holds together is believed to be one.
"""

from __future__ import annotations

import os
import stat
from functools import reduce
from math import fsum
from operator import or_
from pathlib import Path

import msgspec

from grader.course import UserError
from grader.report.schema import ExerciseReport, Report, decode

MAX_SIZE = 5_000_000
"""Bytes. A whole course that failed in every way takes half of one million."""

MAX_EXERCISES = 500
MAX_CHECKS = 5_000
ROUNDING = 1e-5
"""Totals are rounded to the sixth digit."""

FLAGS = reduce(or_, (getattr(os, flag, 0) for flag in ("O_RDONLY", "O_BINARY", "O_NOFOLLOW", "O_NONBLOCK")))
"""Not blocking: a pipe would be waited for."""

AGAIN = "python -m grader grade --json report.json"


def read_report(path: Path) -> Report:
    """Return the report at *path*.

    Raises UserError if it is no plain file, lies behind a link or "..", is too large, or is not a report.
    """
    content = _content(path)
    try:
        report = decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:  # a ValidationError is a DecodeError
        raise UserError(f"{str(path)!r} is no report: {str(error)[:300]!r}.", AGAIN) from error
    if problem := _inconsistent(report):
        raise UserError(f"{str(path)!r} is no report: {problem}.", AGAIN)
    return report


def _content(path: Path) -> bytes:
    if ".." in path.parts:
        raise UserError(f"{str(path)!r} leads out of its folder by '..': name the report by a plain path.")
    folders = () if path.is_absolute() else path.parents
    if link := next((part for part in (path, *folders) if part.is_symlink()), None):
        raise UserError(f"{str(link)!r} is a link: expected the report itself, as a plain file.")
    try:
        descriptor = os.open(path, FLAGS)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(f"The report {str(path)!r} cannot be read: {reason}.", AGAIN) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UserError(f"{str(path)!r} is no plain file: expected a report, saved by --json.")
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor has no path
        content = file.read(MAX_SIZE + 1)
    if len(content) > MAX_SIZE:
        raise UserError(f"{str(path)!r} is larger than {MAX_SIZE:,} bytes: no report is.")
    return content


def _inconsistent(report: Report) -> str | None:
    """Say why *report* cannot be one that was made here, or None."""
    if len(report.exercises) > MAX_EXERCISES or sum(len(e.checks) for e in report.exercises) > MAX_CHECKS:
        return f"it tells of more than {MAX_EXERCISES} exercises or {MAX_CHECKS:,} checks"
    if len({exercise.id for exercise in report.exercises}) < len(report.exercises):
        return "it names an exercise twice"
    for exercise in report.exercises:
        if _wrong(exercise):
            return f"the points of {exercise.id[:40]!r} do not add up"
    for field in ("points", "max_points", "waiting"):
        total = fsum(getattr(exercise, field) for exercise in report.exercises)
        if not _same(getattr(report, field), total):
            return f"its {field} do not add up"
    return None


def _wrong(exercise: ExerciseReport) -> bool:
    possible = all(
        check.points <= check.max_points and (check.points == 0 or check.status == "passed")
        for check in exercise.checks
    )
    points = fsum(check.points for check in exercise.checks)
    most = fsum(check.max_points for check in exercise.checks)
    return not (possible and _same(points, exercise.points) and most <= exercise.max_points + ROUNDING)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= ROUNDING
