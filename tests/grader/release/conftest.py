"""The project's own course, and a starter of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import course as courses
from grader.course import Course
from grader.release import starter

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def course() -> Course:
    """Return the project's course."""
    return courses.load(ROOT)


@pytest.fixture(scope="session")
def files(course: Course) -> dict[str, bytes]:
    """Return the files of the whole course's starter."""
    return starter.files(course, course.finished)
