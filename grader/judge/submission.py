"""What is graded: somebody's exercise files, as text. Nothing here runs, imports or compiles them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from grader.course import Course, Exercise, UserError

MAX_SIZE = 1_000_000
"""The largest file in bytes. An exercise has about 5,000."""


class SubmittedFile(msgspec.Struct, frozen=True):
    """One exercise's file: the path shown to people, and either its text or a sentence that says why there is none."""

    display: str
    text: str | None = None
    problem: str | None = None


class Submission(msgspec.Struct, frozen=True):
    """The files to grade, by topic, in the order of the course."""

    files: Mapping[str, SubmittedFile]


class UnreadableError(Exception):
    """A file that is not graded; its message completes the sentence "<path> …"."""


def read_folder(folder: Path, exercises: Sequence[Exercise], course: Course) -> Submission:
    """Read *exercises* from *folder*, laid out as ``exercises/`` is.

    A file that cannot be read costs only its own exercise.

    Raises UserError if *folder* is not a folder.
    """
    if not _is_folder(folder):
        raise UserError(
            f"{folder} is no folder that can be read: expected one like exercises/, or one exercise's file.",
            "nox -s grade",
        )
    return Submission({exercise.topic: _read(folder, exercise, course) for exercise in exercises})


def read_file(path: Path, exercise: Exercise, course: Course) -> Submission:
    """Read *path* as the one *exercise*."""
    return Submission({exercise.topic: _read_as(path, shown(path, course.root), "Look at its path again")})


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        return False


def _read(folder: Path, exercise: Exercise, course: Course) -> SubmittedFile:
    path = folder / exercise.file
    return _read_as(path, shown(path, course.root), _way_back(folder, exercise, course), linked=path.parent.is_symlink)


def shown(path: Path, root: Path) -> str:
    """Return *path* as people know it: from the course's folder on, where it lies there."""
    absolute = _absolute(path)
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else str(path)


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would show where a link leads, not what it is called


def _way_back(folder: Path, exercise: Exercise, course: Course) -> str:
    """Say how to get a missing file again."""
    own = _absolute(folder) == course.root / "exercises"
    return (
        f"Get it back: git restore exercises/{exercise.file.as_posix()}"
        if own
        else "Put it there, or leave this exercise out"
    )


def _read_as(path: Path, display: str, way_back: str, *, linked: Callable[[], bool] = bool) -> SubmittedFile:
    """Read *path*, or say why not. *linked* tells whether it would be read through a link that may lead anywhere."""
    try:
        if not linked():
            return SubmittedFile(display, text=_decode(_read_bytes(path)))
        problem = "lies behind a symbolic link: put a real folder there"
    except FileNotFoundError:
        problem = f"is not there. {way_back}"
    except NotADirectoryError:
        problem = f"is not there: a file stands where its folder should be. {way_back}"
    except PermissionError:
        problem = "may not be read. Look at its permissions and its folder's"
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
    except UnreadableError as error:
        problem = str(error)
    return SubmittedFile(display, problem=f"{display} {problem}.")


def _read_bytes(path: Path) -> bytes:
    """Read a regular file, and nothing else: a link may point at somebody else's file, a pipe may never end."""
    if path.is_symlink():
        raise UnreadableError("is a symbolic link: put the file itself there")
    if path.is_dir():
        raise UnreadableError("is a folder: expected a Python file")
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnreadableError("is not a regular file: expected a Python file")
        content = file.read(MAX_SIZE + 1)
    if len(content) > MAX_SIZE:
        raise UnreadableError(
            f"has more than {MAX_SIZE:,} bytes: an exercise is much smaller. Take out what does not belong there"
        )
    return content


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise UnreadableError(
            f"is not UTF-8: line {line} has the byte 0x{byte:02x}. Save it as UTF-8 in your editor"
        ) from error
