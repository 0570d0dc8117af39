"""The bundle of an assignment for Classroom 50: its autograder, the grader, the public checks, and locked packages."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.course import COURSE_FILE, Course, Exercise, UserError
from grader.release import starter

LIMIT = 10 * 1024 * 1024
"""Bytes: Classroom 50 serves no larger bundle."""
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NAME = ".tar.gz"
LOCK = "requirements/grading.txt"


def build(course: Course, exercises: Sequence[Exercise], target: Path, wheels: Mapping[str, bytes]) -> int:
    """Write the bundle ``<slug>.tar.gz`` to *target*, with *wheels* by file name; return its size in bytes.

    Raises UserError, having written nothing, if the name is none for an assignment, something is there already, the
    bundle would tell an answer, or it is too large.
    """
    slug = target.name.removesuffix(NAME)
    if not target.name.endswith(NAME) or not SLUG.fullmatch(slug):
        raise UserError(f"{target.name!r} is no bundle: expected the assignment's slug and {NAME}, as in gather{NAME}.")
    if target.exists():
        raise UserError(f"{target} is there already: a bundle overwrites nothing.")
    content = pack({f"{slug}/{path}": content for path, content in files(course, exercises, wheels).items()})
    if len(content) > LIMIT:
        raise UserError(f"The bundle would have {len(content):,} bytes, and Classroom 50 takes {LIMIT:,}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return len(content)


def files(course: Course, exercises: Sequence[Exercise], wheels: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of the bundle of *exercises*: those of a starter that grade, and what starts them."""
    given = starter.files(course, exercises)
    grading = {
        f"course/{path}": content
        for path, content in given.items()
        if path.startswith(("grader/", "tests/public/")) or path == COURSE_FILE.as_posix()
    }
    return {
        "autograder.py": (Path(__file__).parent / "autograder.py").read_bytes(),
        "requirements.txt": given[LOCK],
        **grading,
        **{f"wheels/{name}": content for name, content in sorted(wheels.items())},
    }


def pack(contents: Mapping[str, bytes]) -> bytes:
    """Return an archive of *contents*, by path: the same bytes whenever and wherever it is made."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, content in contents.items():
            member = tarfile.TarInfo(path)
            member.size, member.mode = len(content), 0o644
            archive.addfile(member, io.BytesIO(content))
    return gzip.compress(stream.getvalue(), mtime=0)
