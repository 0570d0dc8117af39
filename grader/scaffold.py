"""Lays out a new exercise: its mirrored files with TODOs for the author, and its entry in ``course.toml``, as a draft.

What it writes is a tiny exercise that already holds together: it can be graded at once, and changed from there.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course import COURSE_FILE, UserError

if TYPE_CHECKING:
    from grader.course import Course

ENTRY = re.compile(r"^\[\[exercises\]\]$", re.MULTILINE)

STUB = '''"""{title}: TODO (author): what it is for, in six words.

TODO (author): the lesson. What, why, and one example that is not the solution and shares no data with the suites. It
fits on a screen.

    async def example():
        await asyncio.sleep(1)

More: https://docs.python.org/3/library/asyncio-task.html#coroutines
"""

import asyncio


async def run(work):
    """Run ``work()``, a coroutine function, and return what it returns."""
    # TODO: say what to do, not how.
    raise NotImplementedError("run")


if __name__ == "__main__":  # play with it: python exercises/{part}/{topic}.py

    async def work() -> str:
        await asyncio.sleep(1)
        return "done"

    print(asyncio.run(run(work)))
'''

UNDONE = '    # TODO: say what to do, not how.\n    raise NotImplementedError("run")\n'

PUBLIC = '''"""{topic}: the checks that a learner may read."""

import pytest

from grader.judge import job


@pytest.mark.points({public:g})
def test_gives_what_the_work_gives(lab):
    """What the work returns is returned when the work is done."""
    run = lab.call("run", job("work", takes=2, returns="A"))
    assert run.elapsed == 2
    assert run.returned == "A"
'''

HIDDEN = '''"""{topic}: the checks that make sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import job


@pytest.mark.points({hidden:g})
@given(takes=st.integers(1, 60), value=st.text(max_size=5))
def test_takes_as_long_as_the_work(lab, takes, value):
    """However long the work takes, and whatever it returns, the caller gets it then."""
    run = lab.call("run", job("work", takes=takes, returns=value))
    assert run.elapsed == takes
    assert run.returned == value
'''

RIGHT = '''"""Runs the work in a task of its own."""

import asyncio


async def run(work):
    return await asyncio.create_task(work())
'''

FORGETS = '''"""Never awaits the work.

fails: {topic}::test_gives_what_the_work_gives, {topic}::test_takes_as_long_as_the_work
diagnosis: never-awaited
"""


async def run(work):
    work()
'''

TWICE = '''"""Does the work twice.

fails: {topic}::test_gives_what_the_work_gives, {topic}::test_takes_as_long_as_the_work
diagnosis: done-twice
"""


async def run(work):
    await work()
    return await work()
'''

ENTRY_TEXT = """[[exercises]]
topic = "{topic}"
part = "{part}"
title = "{title}: TODO what it is for"
minutes = 30
points = 10
draft = true
tracks = []
prerequisites = []
teaches = ["TODO a name or a piece of syntax"]
fidelity = "test_gives_what_the_work_gives"
hints = [
    "TODO: what to think about.",
    "TODO: which part of asyncio to look at.",
    "TODO: a question about the learner's own code.",
]
"""


def create(course: Course, part_word: str, topic: str) -> list[Path]:
    """Write the files of a new exercise in the part that *part_word* names; return them, relative to the course.

    Raises UserError, having written nothing, if there is no such part, or the topic is taken or no name for one.
    """
    part = _part(course, part_word)
    _check_topic(course, topic)
    files = _files(part, topic)
    there = [path for path in files if (course.root / path).exists()]
    if there:
        raise UserError(f"{there[0]} is there already: a new exercise overwrites nothing.", "git status")
    for path, text in files.items():
        (course.root / path).parent.mkdir(parents=True, exist_ok=True)
        (course.root / path).write_text(text, encoding="utf-8")
    _enter(course, part, topic)
    return [*files, COURSE_FILE]


def _part(course: Course, word: str) -> str:
    for part in course.parts:
        if word in {part, *part.split("_", 1)}:
            return part
    raise UserError(f"No part is called {word!r}; there are: {', '.join(course.parts)}.", "nox -s list")


def _check_topic(course: Course, topic: str) -> None:
    if not topic.isidentifier() or topic != topic.lower():
        raise UserError(f"{topic!r} cannot be a topic: expected a Python name in lower case, as context_variables.")
    if any(exercise.topic == topic for exercise in course.exercises):
        raise UserError(f"There is an exercise {topic!r} already; a topic is unique.", f"nox -s content -- {topic}")


def _files(part: str, topic: str) -> dict[Path, str]:
    values = {"part": part, "topic": topic, "title": _title(topic), "public": 6.0, "hidden": 4.0}
    stub = STUB.format(**values)
    submissions = Path("tests", "submissions", part, topic)
    return {
        Path("exercises", part, f"{topic}.py"): stub,
        Path("solutions", part, f"{topic}.py"): stub.replace(UNDONE, "    return await work()\n"),
        Path("tests", "public", part, f"test_{topic}.py"): PUBLIC.format(**values),
        Path("tests", "hidden", part, f"test_{topic}.py"): HIDDEN.format(**values),
        submissions / "right_in_a_task.py": RIGHT,
        submissions / "wrong_never_awaited.py": FORGETS.format(**values),
        submissions / "wrong_does_it_twice.py": TWICE.format(**values),
    }


def _title(topic: str) -> str:
    return topic.replace("_", " ").capitalize()


def _enter(course: Course, part: str, topic: str) -> None:
    """Put the exercise after the last one of its part, or of the parts before it."""
    path = course.root / COURSE_FILE
    text = path.read_text(encoding="utf-8")
    parts = list(course.parts)
    before = [e for e in course.exercises if parts.index(e.part) <= parts.index(part)]
    starts = [match.start() for match in ENTRY.finditer(text)]
    at = starts[len(before)] if len(before) < len(starts) else len(text)
    entry = ENTRY_TEXT.format(part=part, topic=topic, title=_title(topic))
    head = text[:at].rstrip() + "\n\n" + entry
    path.write_text(f"{head}\n{text[at:]}" if text[at:] else head, encoding="utf-8")
