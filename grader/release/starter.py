"""The learners' repository: stubs, public checks, the grader, and what starts it on their machine and on GitHub.

What goes in is listed here, file by file or folder by folder: whatever else the project has stays out.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from grader.course import COURSE_FILE, Course, Exercise, UserError
from grader.release import excerpts
from grader.release.leaks import leaks

MATERIAL = Path(__file__).parent / "material"
GIVEN = ("LICENSE", ".gitattributes", ".editorconfig", ".gitignore")
LOCKS = ("nox", "grading", "posting")
KEPT_BACK = ("release",)
"""Rooms of the grader that learners have no use for."""
CONTENTS = "exercises/README.md"
RECORD = ".github/starter.json"
"""Says which exercises a starter has and what each of its files was, so that it can be brought up to date later."""


def build(course: Course, exercises: Sequence[Exercise], folder: Path) -> dict[str, bytes]:
    """Write the starter of *exercises* into *folder*, which is made or empty; return its files.

    Raises UserError, having written nothing, if the folder holds something or the starter would tell an answer.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is not empty: a starter overwrites nothing.")
    made = files(course, exercises)
    for path, content in made.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return made


def files(course: Course, exercises: Sequence[Exercise]) -> dict[str, bytes]:
    """Return the files of the starter of *exercises*, by path.

    Raises UserError if they would tell an answer, or something that belongs to them is missing.
    """
    try:
        made = {path: content.replace(b"\r\n", b"\n") for path, content in _files(course, exercises)}
    except OSError as error:
        raise UserError(f"{error.filename} cannot be read: {error.strerror}.", "git status") from error
    told = leaks(made, course)
    if told:
        more = f" So do {len(told) - 1} more places." if len(told) > 1 else ""
        raise UserError(f"The starter would give an answer away. {told[0]}.{more}")
    made[RECORD] = _json({"exercises": [exercise.topic for exercise in exercises], "files": digests(made)})
    return dict(sorted(made.items()))


def digests(files: dict[str, bytes]) -> dict[str, str]:
    """Return a digest of each file, by path."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())}


def _files(course: Course, exercises: Sequence[Exercise]) -> Iterator[tuple[str, bytes]]:
    root = course.root
    for name in (*GIVEN, *(f"requirements/{lock}.txt" for lock in LOCKS)):
        yield name, (root / name).read_bytes()
    yield "noxfile.py", excerpts.noxfile(_text(root / "noxfile.py")).encode()
    yield "pyproject.toml", excerpts.pyproject(_text(root / "pyproject.toml")).encode()
    yield COURSE_FILE.as_posix(), excerpts.manifest(course, exercises).encode()
    if exercises == course.finished:
        yield CONTENTS, (root / CONTENTS).read_bytes()
    for exercise in exercises:
        yield from _exercise(root, exercise)
    for path in _tree(root / "grader"):
        if path.suffix == ".py" and path.relative_to(root).parts[1] not in KEPT_BACK:
            yield path.relative_to(root).as_posix(), path.read_bytes()
    yield ".github/classroom/autograding.json", _json(autograding(root, exercises))
    for path in _tree(MATERIAL):
        text = _filled(_text(path), course, exercises)
        yield path.relative_to(MATERIAL).as_posix(), text.encode()


def _exercise(root: Path, exercise: Exercise) -> Iterator[tuple[str, bytes]]:
    """Yield the stub, the public suite, and the modules that the exercise gives, both copies of them."""
    given = root / "tests" / "public" / exercise.part / exercise.topic
    paths = [root / "exercises" / exercise.file, root / "tests" / "public" / exercise.suite_file]
    for path in _tree(given):
        paths += [path, root / "exercises" / exercise.part / path.relative_to(given)]
    for path in paths:
        yield path.relative_to(root).as_posix(), path.read_bytes()


def _tree(folder: Path) -> list[Path]:
    """Return the files below *folder*, without what Python leaves there."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _json(data: Any) -> bytes:
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


# --- Classroom --------------------------------------------------------------------------------------------------------


def autograding(root: Path, exercises: Sequence[Exercise]) -> dict[str, Any]:
    """Return Classroom's list of tests: one for each exercise, for its public points, rounded down.

    Classroom counts whole points, all of a test's or none; the hidden checks' points are not Classroom's to give.
    """
    return {
        "tests": [
            {
                "name": exercise.topic,
                "setup": "python3 -m pip install -qqr requirements/nox.txt",
                "run": f"python3 -m nox -s grade -- {exercise.topic} --suite public --fail-under 100",
                "input": "",
                "output": "",
                "comparison": "included",
                "timeout": 10,
                "points": max(1, int(points(_text(root / "tests" / "public" / exercise.suite_file)))),
            }
            for exercise in exercises
        ]
    }


def points(suite: str) -> float:
    """Return the points of the checks in the source *suite*, which is not run."""
    marks = (
        call.args[0].value
        for call in ast.walk(ast.parse(suite))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.points"
        if isinstance(call.args[0], ast.Constant)
    )
    return sum(mark for mark in marks if isinstance(mark, int | float))


# --- The README -------------------------------------------------------------------------------------------------------


def _filled(text: str, course: Course, exercises: Sequence[Exercise]) -> str:
    """Return *text* of the starter's own files with this starter's figures."""
    total = sum(exercise.points for exercise in exercises)
    public = sum(points(_text(course.root / "tests" / "public" / e.suite_file)) for e in exercises)
    figures = {
        "@COUNT@": "One exercise" if len(exercises) == 1 else f"{len(exercises)} exercises",
        "@POINTS@": f"{total:g}",
        "@PUBLIC@": f"{public:g}",
        "@WAITING@": f"{total - public:g}",
        "@FIRST@": exercises[0].topic,
        "@PYTHON@": course.python,
        "@EXERCISES@": "\n".join(_rows(exercises)),
    }
    for name, value in figures.items():
        text = text.replace(name, value)
    return text


def _rows(exercises: Iterable[Exercise]) -> Iterator[str]:
    for exercise in exercises:
        link = f"[{exercise.topic}](exercises/{exercise.file.as_posix()})"
        yield f"| {exercise.number} | {link} | {exercise.title} | {exercise.minutes} | {exercise.points:g} |"
