"""Cuts the project's own files down to what learners need of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

import msgspec

from grader.course import Course, Exercise

HEADER = "# The course, as the grader reads it. What is changed here changes what is graded.\n"
AUTHORS = re.compile(r"^# Authors -+\n(.*?)(?=^# Running -+$)", re.MULTILINE | re.DOTALL)
KEPT = ("def post(",)
"""Sessions among the authors' that learners' workflows need."""
FOR_AUTHORS = " The rest is for authors and CI.\nAll of them share environments under .nox/, installed from the locks"
FOR_LEARNERS = "\nThey share an environment under .nox/, installed from the locks"
TYPING = re.compile(r"^# Public and hidden suites share.*?^\)\n\n", re.MULTILINE | re.DOTALL)
PYTEST = re.compile(r"^\[tool\.pytest\]\n.*?(?=^\[)", re.MULTILINE | re.DOTALL)
PATHS = re.compile(r"^testpaths = .*$", re.MULTILINE)


class SeamError(Exception):
    """A file of the project no longer has the seam along which it is cut: a mistake of ours."""


def noxfile(text: str) -> str:
    """Return the noxfile *text* without the sessions that need what learners do not have."""
    found = AUTHORS.search(text)
    functions = found[1].split("\n\n\n") if found else []
    kept = "".join(f"{function.strip()}\n\n\n" for function in functions if any(name in function for name in KEPT))
    for seam, instead in ((AUTHORS, kept), (TYPING, ""), (re.compile(re.escape(FOR_AUTHORS)), FOR_LEARNERS)):
        text = _replace(seam, instead, text, "noxfile.py")
    return text


def pyproject(text: str) -> str:
    """Return what *text* says of pytest: it lets an editor run the public checks as the grader does."""
    found = PYTEST.search(text)
    if found is None:
        raise SeamError("pyproject.toml has no [tool.pytest].")
    return _replace(PATHS, 'testpaths = ["tests/public"]', found[0].rstrip() + "\n", "pyproject.toml")


def _replace(seam: re.Pattern[str], instead: str, text: str, name: str) -> str:
    text, count = seam.subn(lambda _: instead, text)
    if count != 1:
        raise SeamError(f"{name} has {count} places that look like {seam.pattern[:40]!r}; expected one.")
    return text


def manifest(course: Course, exercises: Sequence[Exercise]) -> str:
    """Return a ``course.toml`` of these *exercises*: their numbers stay, and what only authors need is left out."""
    topics = {exercise.topic for exercise in exercises}
    parts = {exercise.part for exercise in exercises}
    tracks = {track for exercise in exercises for track in exercise.tracks}
    tables = [
        f"{HEADER}\npython = {json.dumps(course.python)}\n",
        _table("parts", ((part, title) for part, title in course.parts.items() if part in parts)),
        _table("tracks", ((track, title) for track, title in course.tracks.items() if track in tracks)),
        *(_entry(exercise, topics) for exercise in exercises),
    ]
    return "\n".join(tables)


def _table(name: str, rows: Iterable[tuple[str, str]]) -> str:
    return "".join([f"[{name}]\n", *(f"{_value(key)} = {_value(title)}\n" for key, title in rows)])


def _entry(exercise: Exercise, topics: set[str]) -> str:
    kept = msgspec.structs.replace(
        exercise,
        prerequisites=tuple(topic for topic in exercise.prerequisites if topic in topics),
        teaches=(),
        fidelity="",
        undrawn="",
    )
    plain = {field.name: getattr(kept, field.name) for field in msgspec.structs.fields(Exercise)}
    rows = (f"{name} = {_value(value)}\n" for name, value in plain.items() if value not in ((), "", False))
    return "".join(["[[exercises]]\n", *rows])


def _value(value: object) -> str:
    """Write a TOML value. A JSON string is a TOML string, but for DEL."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, float):
        return f"{value:g}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
