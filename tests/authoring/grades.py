"""Grades stubs, solutions, right and wrong submissions, and keeps what became of them."""

from __future__ import annotations

import ast
import copy
import itertools
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from grader.judge.grade import Terms, grade_each
from grader.judge.submission import Submission, SubmittedFile
from grader.judge.suites import Suites
from grader.protocol import seconds
from tests.authoring.claims import claim
from tests.authoring.material import Function, Material, Source, is_bare_yield, raises_not_implemented, todos
from tests.authoring.watching import watching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from grader.course import Course
    from grader.judge.verdict import ExerciseVerdict
    from tests.authoring.watching import Seen

PROCESSES = os.cpu_count() or 1


@dataclass
class Grades:
    """What became of the sources of the exercises, by the path under which each was graded."""

    verdicts: dict[str, ExerciseVerdict] = field(default_factory=dict)
    crashes: dict[str, str] = field(default_factory=dict)
    ties: dict[str, dict[str, float]] = field(default_factory=dict)
    """For each path the checks with a tie, and the first instant of one."""

    def look(self, seen: Seen) -> None:
        """Keep the first tie of each check in one run."""
        plain = not seen.request.schedule.seed  # the others try both orders
        if plain and seen.recording.ties:
            self.ties.setdefault(seen.submission, {}).setdefault(seen.check, seconds(seen.recording.ties[0]))

    def crashed(self, path: str, why: str) -> None:
        """Keep why a submission broke its process the first time."""
        self.crashes.setdefault(path, why)


def grade(course: Course, materials: Sequence[Material], seed: int = 0) -> Grades:
    """Grade everything that *materials* hold, in as few sessions of pytest as there are cores.

    A submission has a file for each exercise, so the first ones of all exercises go together, then the second ones; and
    those that kill their lab alone. Raises SuitesBroken.
    """
    grades = Grades()
    alone: list[Submission] = []
    together: dict[str, list[SubmittedFile]] = {}
    for material in materials:
        topic, files = material.exercise.topic, [*_files(material)]
        deadly = {source.path for source in material.submissions if claim(source).crash}
        alone += [Submission({topic: file}) for file in files if file.display in deadly]
        together[topic] = [file for file in files if file.display not in deadly]
    submissions = side_by_side(together) + alone
    shares = [submissions[first::PROCESSES] for first in range(min(PROCESSES, len(submissions)))]
    with ProcessPoolExecutor(len(shares)) as pool:
        for share in pool.map(_grade, itertools.repeat(course.root), shares, itertools.repeat(seed)):
            grades.verdicts |= share.verdicts
            grades.crashes |= share.crashes
            grades.ties |= share.ties
    return grades


def side_by_side(files: dict[str, list[SubmittedFile]]) -> list[Submission]:
    """Make few submissions of many files, listed by topic: the first of each topic, then the second of each."""
    rows = itertools.zip_longest(*files.values())
    return [Submission({topic: file for topic, file in zip(files, row, strict=True) if file}) for row in rows]


def _grade(root: Path, submissions: list[Submission], seed: int) -> Grades:
    """Grade *submissions* in one session of pytest."""
    grades = Grades()
    with watching(grades.look, grades.crashed):
        results = grade_each(submissions, Terms(seed=seed), suites=Suites(root / "tests"))
    for submission, verdicts in zip(submissions, results, strict=True):
        for verdict in verdicts:
            grades.verdicts[submission.files[verdict.topic].display] = verdict
    return grades


def _files(material: Material) -> Iterator[SubmittedFile]:
    sources = [source for source in (material.stub, material.solution) if source is not None]
    sources += [source for source in material.submissions if not claim(source).unmet]
    yield from (SubmittedFile(source.path, source.text) for source in sources)
    if material.stub is not None:
        yield from (SubmittedFile(path, text) for path, text in variants(material.stub).items())


# --- Stubs ----------------------------------------------------------------------------------------------------------


def variants(stub: Source) -> dict[str, str]:
    """Give *stub* with every TODO done in the laziest ways, each under a path of its own."""
    return {f"{stub.path} returning {what}": _returning(stub, value) for what, value in VARIANTS.items()}


def _returning(stub: Source, value: Callable[[Function], str]) -> str:
    tree = copy.deepcopy(stub.tree)
    for function in todos(tree).values():
        given = ast.parse(f"return {value(function)}").body
        kept = [old for old in function.body if not is_bare_yield(old)]  # a generator cannot return a value
        function.body = [new for old in kept for new in (given if raises_not_implemented(old) else [old])]
    return ast.unparse(tree)


def _first_argument(function: Function) -> str:
    arguments = function.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    names += [extra.arg for extra in (arguments.vararg, *arguments.kwonlyargs, arguments.kwarg) if extra is not None]
    own = [name for name in names if name not in {"self", "cls"}]
    return (own or names or ["None"])[0]


VARIANTS: dict[str, Callable[[Function], str]] = {
    "None": lambda _: "None",
    "[]": lambda _: "[]",
    "its first argument": _first_argument,
}
