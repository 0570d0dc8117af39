"""``exercises/README.md`` is made from the course, and told of when out of date; so are copies of given modules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader import course as courses
from tests.authoring import contents
from tests.authoring.content import static
from tests.authoring.material import read
from tests.grader.authoring import course

if TYPE_CHECKING:
    from tests.authoring.material import Finding


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small course that lacks nothing."""
    return course.write(tmp_path)


def found(root: Path) -> list[Finding]:
    """Find what is wrong with the contents that are written."""
    return [*contents.rules(courses.load(root))]


def test_contents_show_each_exercise(root: Path) -> None:
    """An exercise has a row in the table of its part, with all that there is to know before."""
    text = (root / contents.README).read_text(encoding="utf-8")
    row = "| 1.1 | [nap](1_rest/nap.py) Naps | 5 | 10 |  |  | `async def`, `asyncio.sleep` |\n"
    assert "## 1. Rest\n\n| | exercise |" in text
    assert row in text
    assert "1 exercise, 5 min, 10 points." in text
    assert "2. More" not in text


def test_contents_out_of_date_are_told(root: Path) -> None:
    """What differs from the course is a finding with the command that mends it, which does."""
    course.spoil(root, course.MANIFEST, "minutes = 5", "minutes = 75")
    (finding,) = found(root)
    assert finding.what == "is not what 'nox -s content -- --write-readme' writes now. Run it."
    assert course.session("content.py", root, "--write-readme").returncode == 0
    assert found(root) == []
    assert "1 h 15 min" in (root / contents.README).read_text(encoding="utf-8")


def test_contents_of_this_course_are_up_to_date() -> None:
    """What is written in this repository is what the course says."""
    assert found(course.ROOT) == []


@pytest.mark.parametrize("myth", contents.MYTHS, ids=[myth.said[:40] for myth in contents.MYTHS])
def test_what_is_said_wrongly_has_a_link(myth: contents.Myth) -> None:
    """Each thing that is said wrongly is shown by exercises that there are, or told by the documentation."""
    topics = {exercise.topic for exercise in courses.load(course.ROOT).exercises}
    assert set(myth.topics) <= topics
    assert myth.topics or myth.page


def test_given_modules_have_copies(root: Path) -> None:
    """A module that an exercise gives lies beside stub and solution, too, and is the same there."""
    given = root / "tests/public/1_rest/nap/clock.py"
    given.parent.mkdir()
    for path in (given, root / "exercises/1_rest/clock.py", root / "solutions/1_rest/clock.py"):
        path.write_text("now = 0\n", encoding="utf-8")
    here = courses.load(root)
    material, _ = read(here, here.one("nap"))
    assert [*static(material, here)] == []
    given.write_text("now = 1\n", encoding="utf-8")
    (root / "solutions/1_rest/clock.py").unlink()
    assert [(finding.where, finding.what) for finding in static(material, here)] == [
        (f"{folder}/1_rest/clock.py", "is no copy of tests/public/1_rest/nap/clock.py. Copy it there.")
        for folder in ("exercises", "solutions")
    ]
