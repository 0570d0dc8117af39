"""Says in plain words what is missing, weak or inconsistent in the exercises: the command of `nox -s content`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from grader import course as courses
from grader.course import UserError
from grader.judge.grade import SuitesBroken
from tests.authoring import checks, claims, contents, grades, lesson, marks, taught
from tests.authoring.material import MANIFEST, Finding, Material, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from grader.course import Course, Exercise

FINE, WEAK, NOT_READ = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """Look at the exercises that *arguments* name, or at all, drafts included, and print what is to be put right."""
    parser = ArgumentParser(prog="nox -s content --", allow_abbrev=False)
    parser.add_argument("words", nargs="*", metavar="EXERCISE")
    parser.add_argument("--seed", type=int, default=0, help="what inputs and schedules are drawn from")
    parser.add_argument("--write-readme", action="store_true", help=f"write {contents.README}, and do nothing else")
    asked = parser.parse_args(arguments)
    words: list[str] = asked.words
    try:
        course = courses.load(courses.find_root(Path.cwd()))
        exercises = course.choose([*words]) if words else course.exercises
    except UserError as error:
        print(error, file=sys.stderr)
        return NOT_READ
    if asked.write_readme:
        contents.write(course)
        return FINE
    found, summaries = examine(course, exercises, asked.seed)
    strays = [] if words else [*_strays(course), *contents.rules(course)]
    for exercise in exercises:
        _print(exercise.topic, found[exercise.topic], summaries.get(exercise.topic, "not graded"))
    if strays:
        _print("elsewhere", strays, "")
    return WEAK if strays or any(found.values()) else FINE


def examine(
    course: Course, exercises: Iterable[Exercise], seed: int = 0
) -> tuple[dict[str, list[Finding]], dict[str, str]]:
    """Find by topic what is wrong with *exercises*, and sum up each that could be graded."""
    found: dict[str, list[Finding]] = {}
    whole = []
    for exercise in exercises:
        material, missing = read(course, exercise)
        of_suites = [*checks.rules(material)]
        found[exercise.topic] = [*missing, *of_suites, *static(material, course)]
        if len(material.suites) == len((material.public, material.hidden)) and not _cannot_run(of_suites):
            whole.append(material)
    summaries = {}
    graded = grades.Grades()
    try:
        if whole:
            graded = grades.grade(course, whole, seed)
    except SuitesBroken as broken:
        found[whole[0].exercise.topic].append(Finding("The suites", f"cannot be run: {broken}"))
        whole = []
    for material in whole:
        found[material.exercise.topic] += marks.rules(material, graded)
        summaries[material.exercise.topic] = marks.summary(material, graded)
    return found, summaries


def _given(exercise: Exercise, course: Course) -> list[Path]:
    """List the modules that *exercise* gives, which lie beside its public suite."""
    return sorted((course.root / "tests" / "public" / exercise.part / exercise.topic).glob("*.py"))


def _copies(exercise: Exercise, course: Course) -> Iterator[Finding]:
    """Find the copies of given modules that are missing, or are none any more."""
    for path in _given(exercise, course):
        for folder in ("exercises", "solutions"):
            copy = course.root / folder / exercise.part / path.name
            if not copy.is_file() or copy.read_bytes() != path.read_bytes():
                original = path.relative_to(course.root).as_posix()
                yield Finding(copy.relative_to(course.root).as_posix(), f"is no copy of {original}. Copy it there.")


def static(material: Material, course: Course) -> Iterator[Finding]:
    """Find what is wrong with the files of *material* without running anything."""
    yield from _copies(material.exercise, course)
    yield from lesson.rules(material)
    yield from taught.rules(material, course.exercises)
    yield from claims.rules(material)


def _cannot_run(findings: list[Finding]) -> bool:
    """Tell whether pytest would refuse the suites: two checks of one id, or a check without a promise."""
    return any("a second check called" in each.what or "promises nothing" in each.what for each in findings)


def _strays(course: Course) -> Iterator[Finding]:
    """Find files that belong to no exercise."""
    given = [(exercise, path) for exercise in course.exercises for path in _given(exercise, course)]
    files = {exercise.file for exercise in course.exercises} | {each.file.with_name(path.name) for each, path in given}
    suites = {exercise.suite_file for exercise in course.exercises}
    homes = {
        "exercises": files,
        "solutions": files,
        "tests/public": suites | {PurePath(each.part, each.topic, path.name) for each, path in given},
        "tests/hidden": suites,
    }
    for folder, known in homes.items():
        for path in sorted((course.root / folder).rglob("*.py")):
            if path.relative_to(course.root / folder) not in {Path(file) for file in known}:
                shown = path.relative_to(course.root).as_posix()
                yield Finding(shown, f"belongs to no exercise. Add it to {MANIFEST}, or take it away.")
    kept = {(exercise.part, exercise.topic) for exercise in course.exercises}
    for path in sorted((course.root / "tests" / "submissions").glob("*/*")):
        if (path.parent.name, path.name) not in kept and path.name != "__pycache__":
            yield Finding(path.relative_to(course.root).as_posix(), "holds submissions of no exercise. Take it away.")


def _print(topic: str, findings: Sequence[Finding], summary: str) -> None:
    if not findings:
        print(f"{topic}: fine ({summary})")
        return
    print(f"{topic}: {len(findings)} {'thing' if len(findings) == 1 else 'things'} to put right")
    by_file: dict[str, list[str]] = defaultdict(list)
    for finding in findings:
        by_file[finding.where].append(finding.what)
    for where, whats in by_file.items():
        print(f"  {where}")
        for what in whats:
            print(f"    {what}")
