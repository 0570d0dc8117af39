"""Finds answers in what is given away: whole files of the author's, and lines of them that stand together.

A line tells something if it says more than a bracket or an `else:`, imports nothing, and stands in no stub and no
public suite of the course. Three telling lines that follow one another, in a secret file and in one that is given
away, are a leak, whatever stands between them that tells nothing. A hidden check's name is one by itself. That no stub
holds an answer is not found here: that it scores 0 is proved by the session `content`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from grader.course import Course, Exercise

TOGETHER = 3
HIDDEN = "tests/hidden/"
SECRET = ("solutions/", HIDDEN, "tests/submissions/")
EMPTY = re.compile(r"(?:\W|\b(?:pass|else|try|finally|return|continue|break|raise|None|True|False)\b)*")
CHECK = re.compile(r"(?:async )?def test_\w+\(")
IMPORTS = re.compile(r"(?:import|from)\s+\S")


@dataclass(frozen=True)
class Leak:
    """*line*, and those that follow it, of the secret file *of*, found in *path*."""

    path: str
    of: str
    line: str

    def __str__(self) -> str:
        return f"{self.path} tells what stands in {self.of}: {self.line!r}"


def leaks(files: Mapping[str, bytes], course: Course) -> list[Leak]:
    """Return what *files*, by path, tell of any secret file of the course, drafts included."""
    secrets = _secrets(course)
    names = {line: of for of, lines in secrets.items() if of.startswith(HIDDEN) for line in lines if CHECK.match(line)}
    known = {line for exercise in course.exercises for line in _known(course.root, exercise)} - names.keys()
    answers: dict[tuple[str, ...], str] = {(line,): of for line, of in names.items()}
    for of, lines in secrets.items():
        answers |= dict.fromkeys(_parts(lines, known, TOGETHER), of)
    found = [Leak(path, path, "the file itself") for path in files if path.startswith(SECRET)]
    for path, content in files.items():
        lines = _lines(content.decode("utf-8", "replace"))
        parts = [*_parts(lines, known, TOGETHER), *_parts(lines, known, 1)]
        found += [Leak(path, answers[part], part[0]) for part in parts if part in answers]
    return found


def _secrets(course: Course) -> dict[str, list[str]]:
    """Return the lines of each secret file, by path."""
    paths = [path for exercise in course.exercises for path in secret_files(course.root, exercise)]
    return {path.relative_to(course.root).as_posix(): _lines(_read(path)) for path in paths}


def secret_files(root: Path, exercise: Exercise) -> Iterator[Path]:
    """Yield what must not be given away of *exercise*: its solution, its hidden suite, its submissions."""
    alone = (root / "solutions" / exercise.file, root / "tests" / "hidden" / exercise.suite_file)
    yield from filter(Path.is_file, alone)
    submissions = root / "tests" / "submissions" / exercise.part / exercise.topic
    yield from (path for path in sorted(submissions.rglob("*")) if path.suffix == ".py")


def _known(root: Path, exercise: Exercise) -> set[str]:
    """Return the lines that everybody may read: those of the stub, the public suite, and the given modules."""
    given = root / "tests" / "public" / exercise.part / exercise.topic
    paths = [root / "exercises" / exercise.file, root / "tests" / "public" / exercise.suite_file, *given.rglob("*.py")]
    return {line for path in paths if path.is_file() for line in _lines(_read(path))}


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _lines(text: str) -> list[str]:
    """Return the lines of *text* that say something by themselves, without indentation."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if not EMPTY.fullmatch(line) and not IMPORTS.match(line)]


def _parts(lines: Sequence[str], known: AbstractSet[str], size: int) -> Iterator[tuple[str, ...]]:
    """Yield each so many telling lines that follow one another."""
    telling = [line for line in lines if line not in known]
    return (tuple(telling[start : start + size]) for start in range(len(telling) - size + 1))
