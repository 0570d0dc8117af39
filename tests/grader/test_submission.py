"""Reading what is graded: each file that cannot be read costs its own exercise, and says why."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import Course, Exercise, UserError
from grader.judge.submission import MAX_SIZE, SubmittedFile, read_file, read_folder

ALPHA = Exercise(topic="alpha", part="1_first", title="About alpha", minutes=15, hints=("a", "b", "c"))
SHOWN = "exercises/1_first/alpha.py"


def read(root: Path) -> SubmittedFile:
    """Read the one exercise of a course in *root*."""
    course = Course(root, "3.11", {}, {}, (ALPHA,))
    return read_folder(root / "exercises", [ALPHA], course).files["alpha"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the exercise's file belongs; its folder is there."""
    path = tmp_path / SHOWN
    path.parent.mkdir(parents=True)
    return path


def test_file_is_text(path: Path, tmp_path: Path) -> None:
    """A file is read as UTF-8, with or without a mark at its start, and its line ends are left alone."""
    path.write_bytes("\ufeffx = 'Zoé'\r\n".encode())
    assert read(tmp_path) == SubmittedFile(SHOWN, "x = 'Zoé'\r\n")


def link(path: Path) -> None:
    """Put a link to a file there."""
    other = path.with_name("other.py")
    other.touch()
    path.symlink_to(other)


PROBLEMS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda _: None, f"{SHOWN} is not there. Get it back: git restore {SHOWN}."),
    "folder": (Path.mkdir, f"{SHOWN} is a folder: expected a Python file."),
    "link": (link, f"{SHOWN} is a symbolic link: put the file itself there."),
    "dead link": (lambda p: p.symlink_to("nowhere"), f"{SHOWN} is a symbolic link: put the file itself there."),
    "pipe": (os.mkfifo, f"{SHOWN} is not a regular file: expected a Python file."),
    "latin-1": (
        lambda p: p.write_bytes("# one\n# é\n".encode("latin-1")),
        f"{SHOWN} is not UTF-8: line 2 has the byte 0xe9. Save it as UTF-8 in your editor.",
    ),
    "large": (
        lambda p: p.write_bytes(b"#" * (MAX_SIZE + 1)),
        f"{SHOWN} has more than 1,000,000 bytes: an exercise is much smaller. Take out what does not belong there.",
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_file_that_cannot_be_read_says_why(path: Path, tmp_path: Path, name: str) -> None:
    """A problem is a sentence with the path and what to do."""
    prepare, problem = PROBLEMS[name]
    prepare(path)
    assert read(tmp_path) == SubmittedFile(SHOWN, problem=problem)


def test_part_that_is_a_file_or_a_link_is_a_problem(tmp_path: Path) -> None:
    """Nothing is read through a link or a file in the part's place."""
    part = tmp_path / "exercises" / "1_first"
    part.parent.mkdir()
    part.touch()
    assert "a file stands where its folder should be" in str(read(tmp_path).problem)
    part.unlink()
    part.symlink_to(tmp_path)
    assert read(tmp_path).problem == f"{SHOWN} lies behind a symbolic link: put a real folder there."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("closed", [SHOWN, "exercises/1_first", "exercises"])
def test_without_permission_is_a_problem(path: Path, tmp_path: Path, closed: str) -> None:
    """A file, or a folder above it, that may not be read costs the exercises behind it."""
    path.touch()
    (tmp_path / closed).chmod(0)
    try:
        assert read(tmp_path).problem == f"{SHOWN} may not be read. Look at its permissions and its folder's."
    finally:
        (tmp_path / closed).chmod(0o755)


def test_folder_that_is_none_stops_the_grade(tmp_path: Path) -> None:
    """Nothing can be graded from a folder that is not there."""
    with pytest.raises(UserError, match="exercises is no folder that can be read"):
        read(tmp_path)


def test_file_elsewhere_is_shown_by_its_own_path(tmp_path: Path) -> None:
    """A file outside the course is shown as it was named."""
    path = tmp_path / "mine.py"
    path.write_text("x = 1", encoding="utf-8")
    course = Course(tmp_path / "course", "3.11", {}, {}, (ALPHA,))
    assert read_file(path, ALPHA, course).files["alpha"] == SubmittedFile(str(path), "x = 1")
