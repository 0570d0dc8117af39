"""What grading shows is held against the rules: free points, points in all, full marks, ties."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path
from typing import Any

import pytest

from grader import course as courses
from grader.judge.verdict import ExerciseVerdict, Verdict
from tests.authoring import marks
from tests.authoring.grades import Grades, side_by_side, variants
from tests.authoring.material import Material, Source, read
from tests.grader.authoring.course import MANIFEST, PUBLIC, SOLUTION, STUB, write

METHODS = '''
class Bed:
    async def lie(self, pause, dream):
        """Lie down."""
        # TODO: lie down.
        raise NotImplementedError("lie")

    def make(self, *, tidily):
        raise NotImplementedError("make")


def sleep(sheep, /):
    raise NotImplementedError("sleep")


async def wake():
    raise NotImplementedError("wake")
'''


@pytest.fixture
def material(tmp_path: Path) -> Material:
    """Give an exercise that lacks nothing."""
    course = courses.load(write(tmp_path))
    return read(course, course.one("nap"))[0]


def graded(public: float, hidden: float, *, of: tuple[float, float] = (6, 4)) -> ExerciseVerdict:
    """What grading gave: points of the public and of the hidden check, out of *of*."""
    return ExerciseVerdict(
        topic="nap",
        checks=tuple(
            Verdict(
                id=f"nap::test_{number}",
                promise="It naps.",
                hidden=bool(number),
                status="passed" if points else "failed",
                points=points,
                max_points=whole,
                happened=None if points else "It did not.",
            )
            for number, (points, whole) in enumerate(zip((public, hidden), of, strict=True))
        ),
    )


def grades(material: Material, **given: ExerciseVerdict) -> Grades:
    """Grades as they should be; *given* replaces those of the stub, the solution and what returns ``[]``."""
    fine = graded(6, 4)
    paths = {"stub": STUB, "solution": SOLUTION, "empty": f"{STUB} returning []"}
    assert material.stub is not None
    verdicts = {path: graded(0, 0) for path in (STUB, *variants(material.stub))}
    verdicts |= {SOLUTION: fine} | {source.path: fine for source in material.right}
    verdicts |= {paths[name]: verdict for name, verdict in given.items()}
    return Grades(verdicts)


def found(material: Material, graded: Grades) -> list[tuple[str, str]]:
    """List what the rules find: in which file, and what."""
    return [(finding.where, finding.what) for finding in marks.rules(material, graded)]


def test_marks_finds_nothing_when_all_is_well(material: Material) -> None:
    """Nothing for a stub, everything for the solution and the right ones: nothing to say."""
    assert found(material, grades(material)) == []


def test_marks_grudges_a_stub_any_point(material: Material) -> None:
    """A stub gets nothing, not even a tenth."""
    lax = graded(1, 0, of=(60, 40))
    assert found(material, grades(material, stub=lax)) == [
        (
            STUB,
            (
                "gets 1 of 100 points as it is, by `nap::test_0`. At most 0 % may be free: "
                "let a check look at a value and a time."
            ),
        )
    ]


@pytest.mark.parametrize(("public", "refused"), [(1, False), (2, True)], ids=["tenth", "fifth"])
def test_marks_allows_a_tenth_for_doing_nothing(material: Material, public: float, refused: bool) -> None:  # noqa: FBT001
    """What returns something at once may get a tenth of the points, and no more."""
    lazy = grades(material, empty=graded(public, 0))
    assert [what.partition(",")[0] for _, what in found(material, lazy)] == (
        ["gets 2 of 10 points with every TODO returning []"] if refused else []
    )


def test_marks_adds_up_the_points(material: Material) -> None:
    """The checks' points are those of the course."""
    assert found(material, grades(material, solution=graded(6, 5, of=(6, 5)))) == [
        (MANIFEST, "gives 10 points for nap; the checks of its suites add up to 11.")
    ]


@pytest.mark.parametrize("public", [4, 8])
def test_marks_weighs_the_public_checks(material: Material, public: float) -> None:
    """The public checks give about 60 % of the points."""
    uneven = grades(material, solution=graded(public, 10 - public, of=(public, 10 - public)))
    assert found(material, uneven) == [
        (
            PUBLIC,
            (
                f"gives {public} of 10 points; expected about 60 %, between 50 and 70. "
                "Move a check to the other suite, or some points."
            ),
        )
    ]


def test_marks_wants_full_marks_of_a_solution(material: Material) -> None:
    """Each check that a solution fails is said, with what happened."""
    assert found(material, grades(material, solution=graded(6, 0))) == [
        (SOLUTION, "fails `nap::test_1`, and should not. It did not.")
    ]


def test_marks_refuses_ties(material: Material) -> None:
    """A check in which a job ends when a limit fires is refused, with the instant."""
    tied = grades(material)
    tied.ties = {SOLUTION: {"nap::test_0": 5.0}}
    ((where, what),) = found(material, tied)
    assert (where, what.partition(".")[0]) == (
        SOLUTION,
        "meets a tie in `nap::test_0`: at 5 s a job ends and a limit fires",
    )


@pytest.mark.parametrize(
    ("which", "values"),
    [("None", [None] * 4), ("[]", [[]] * 4), ("its first argument", [1, 3, 4, None])],
)
def test_variants_do_every_todo_at_once(which: str, values: list[object]) -> None:
    """Functions and methods, sync and async, return None, an empty list, or their first argument that is not self."""
    text = variants(Source("bed.py", METHODS, ast.parse(METHODS)))[f"bed.py returning {which}"]
    module: dict[str, Any] = {}
    exec(compile(text, "bed.py", "exec"), module)  # noqa: S102 (it is built from the text above)
    bed, sleep, wake = module["Bed"](), module["sleep"], module["wake"]
    assert [asyncio.run(bed.lie(1, 2)), bed.make(tidily=3), sleep(4), asyncio.run(wake())] == values


def test_side_by_side_makes_few_submissions() -> None:
    """The first file of each exercise goes into one submission, the second ones into the next."""
    from grader.judge.submission import SubmittedFile

    a, b, c = (SubmittedFile(name) for name in "abc")
    assert [dict(each.files) for each in side_by_side({"x": [a, b], "y": [c]})] == [{"x": a, "y": c}, {"x": b}]
