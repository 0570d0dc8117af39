"""Prove that the suites are strong: every solution, changed in one place, has to fail.

A mutant that survives either shows a check that is missing, or it is another way of writing the same program. Those are
listed with their reason in ``tests/mutants.toml``; a survivor that is not listed, and a listed one that is killed now,
are errors.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import tomllib
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader import course as courses
from grader.judge.grade import Terms, grade_each
from grader.judge.submission import Submission, SubmittedFile
from grader.judge.suites import Suites
from tests.authoring.mutation import Mutant, mutants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.course import Course

ROOT = Path(__file__).resolve().parents[2]
ACCEPTED = ROOT / "tests" / "mutants.toml"
KILLED = 95
"""Percent of all mutants that have to fail."""
EQUIVALENT = 3
"""Percent of all mutants that may be listed as other ways of writing the same program."""


class Survivor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that is right: *change* is its changed lines, *reason* says why it is the same program."""

    topic: str
    operator: str
    change: str
    reason: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade the mutants of the exercises that are named, or of all; return the exit status."""
    parser = argparse.ArgumentParser(prog="nox -s mutants --", description=__doc__)
    parser.add_argument("exercises", nargs="*", help="topics, numbers or parts; all without")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes grade")
    options = parser.parse_args(arguments)
    course = courses.load(ROOT)
    topics = [exercise.topic for exercise in course.choose(options.exercises)]
    began = time.perf_counter()
    with ProcessPoolExecutor(options.jobs) as pool:
        outcomes = list(pool.map(_survivors, topics))
    accepted = [each for each in _accepted() if each.topic in topics]
    problems = _report(dict(zip(topics, outcomes, strict=True)), accepted)
    print(f"{time.perf_counter() - began:.0f} s.")
    return 1 if problems else 0


def _accepted() -> list[Survivor]:
    if not ACCEPTED.exists():
        return []
    raw = tomllib.loads(ACCEPTED.read_text(encoding="utf-8"))
    return msgspec.convert(raw.get("equivalent", []), list[Survivor])


def _survivors(topic: str) -> tuple[int, list[Mutant]]:
    """Grade all mutants of one solution; give how many there are, and those that got full marks."""
    course = courses.load(ROOT)
    solution = ROOT / "solutions" / course.one(topic).file
    made = mutants(solution.read_text(encoding="utf-8"))
    submissions = [_submission(topic, course, mutant) for mutant in made]
    suites = Suites(ROOT / "tests")
    results = grade_each(submissions, Terms(until_failure=True), suites=suites)
    survived = [
        mutant
        for mutant, (verdict,) in zip(made, results, strict=True)
        if not verdict.problem and all(check.status == "passed" for check in verdict.checks)
    ]
    return len(made), survived


def _submission(topic: str, course: Course, mutant: Mutant) -> Submission:
    display = str(Path("mutants") / course.one(topic).file)
    return Submission({topic: SubmittedFile(display, text=mutant.source)})


def _report(outcomes: dict[str, tuple[int, list[Mutant]]], accepted: list[Survivor]) -> int:
    """Print what survived; give the number of problems."""
    listed = {(each.topic, each.operator, each.change) for each in accepted}
    found = {(topic, mutant.operator, mutant.change) for topic, (_, alive) in outcomes.items() for mutant in alive}
    for topic, (count, alive) in outcomes.items():
        print(f"{topic:<16} {count:>4} mutants, {count - len(alive):>4} killed")
    for topic, operator, change in sorted(found - listed):
        print(f"\nSurvived, and is not listed in {ACCEPTED.relative_to(ROOT)}: {topic}, {operator}\n{change}")
    for topic, operator, change in sorted(listed - found):
        print(f"\nListed as equivalent, but there is no such survivor: {topic}, {operator}\n{change}")
    total = sum(count for count, _ in outcomes.values())
    killed = 100 * (total - len(found)) / total if total else 100.0
    equivalent = 100 * len(found & listed) / total if total else 0.0
    print(f"\n{total} mutants: {killed:.1f} % killed, {equivalent:.1f} % equivalent.")
    weak = [killed < KILLED, equivalent > EQUIVALENT]
    return len(found ^ listed) + sum(weak)


if __name__ == "__main__":
    sys.exit(main())
