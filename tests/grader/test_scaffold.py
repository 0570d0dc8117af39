"""`python -m grader new`: an exercise laid out for its author."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import course as courses
from grader.course import UserError
from grader.judge.grade import grade
from grader.judge.submission import read_file, read_folder
from grader.judge.suites import Suites
from grader.scaffold import create

MANIFEST = """python = "3.11"

[parts]
1_first = "First"
2_second = "Second"

[tracks]

[[exercises]]
topic = "old"
part = "1_first"
title = "Old"
minutes = 10
hints = ["a", "b", "c"]

[[exercises]]
topic = "late"
part = "2_second"
title = "Late"
minutes = 10
hints = ["a", "b", "c"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give the root of a course with one exercise in each of two parts."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "course.toml").write_text(MANIFEST, encoding="utf-8")
    return tmp_path


def test_new_exercise_is_a_draft_at_the_end_of_its_part(root: Path) -> None:
    """The entry comes after the part's last exercise, and the course still loads."""
    create(courses.load(root), "first", "fresh")
    course = courses.load(root)
    assert [(e.topic, e.number, e.draft) for e in course.exercises] == [
        ("old", "1.1", False),
        ("fresh", "1.2", True),
        ("late", "2.1", False),
    ]


def test_new_exercise_holds_together(root: Path) -> None:
    """Its stub scores nothing, its solution and its right submission everything, its wrong ones nothing."""
    create(courses.load(root), "2", "fresh")
    course = courses.load(root)
    (exercise,) = course.resolve("fresh")
    suites = Suites(root / "tests")
    submissions = root / "tests" / "submissions" / "2_second" / "fresh"
    points = {}
    for name in ("exercises", "solutions"):
        (verdict,) = grade(read_folder(root / name, [exercise], course), suites=suites, seed=0)
        points[name] = sum(check.points for check in verdict.checks)
    for path in sorted(submissions.iterdir()):
        (verdict,) = grade(read_file(path, exercise, course), suites=suites, seed=0)
        points[path.stem] = sum(check.points for check in verdict.checks)
    assert points == {
        "exercises": 0,
        "solutions": 10,
        "right_in_a_task": 10,
        "wrong_does_it_twice": 0,
        "wrong_never_awaited": 0,
    }


@pytest.mark.parametrize(
    ("part", "topic", "message"),
    [
        pytest.param("3", "fresh", "No part is called '3'", id="unknown part"),
        pytest.param("1", "Fresh", "'Fresh' cannot be a topic", id="no topic"),
        pytest.param("1", "late", "There is an exercise 'late' already", id="taken"),
    ],
)
def test_new_exercise_refuses_what_cannot_be(root: Path, part: str, topic: str, message: str) -> None:
    """A part that is not there, and a topic that is taken or no name, are refused, and nothing is written."""
    with pytest.raises(UserError, match=message):
        create(courses.load(root), part, topic)
    assert [path.name for path in root.rglob("*") if path.is_file()] == ["course.toml"]


def test_new_exercise_overwrites_nothing(root: Path) -> None:
    """A file that is there already stops it before anything is written."""
    path = root / "solutions" / "1_first" / "fresh.py"
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="is there already"):
        create(courses.load(root), "1", "fresh")
    assert path.read_text(encoding="utf-8") == "mine"
    assert not (root / "exercises" / "1_first").exists()
