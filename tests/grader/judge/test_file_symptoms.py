"""Mistakes with files have names, and are told with the line that opened the file."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

SUITE = '''
@pytest.mark.points(1)
def test_it(lab):
    """A report is saved, or nothing is changed."""
    run = lab.call("save", folder("desk", {"old": ("12345\\n", 1000), "report": "before"}, room=3))
    assert run.raised == ("OSError", "[Errno 28] No space left on device")
    assert run.open_files == []
    assert run.largest_read < 5_000
    assert run.files("desk") == {"old": run.files("desk")["old"], "report": "before"}
'''
MISTAKES = {
    "left-open": """
        file = open(desk + "/old")
        raise OSError(28, "No space left on device")
    """,
    "all-at-once": """
        with open(desk + "/old") as file:
            file.read()
        raise OSError(28, "No space left on device")
    """,
    "leftover-file": """
        with open(desk + "/new", "w") as file:
            file.write("after")
    """,
    "half-written": """
        with open(desk + "/report", "w") as file:
            file.write("afterwards")
    """,
}
TOLD = {
    "left-open": ("Nobody closed desk/old.", "Expected every file to be closed."),
    "all-at-once": ("As much as 6,000 bytes were read at once.", "Expected less than 5000 bytes at once."),
    "leftover-file": ("  new: 'aft'", "\n  report: 'before'\n"),
    "half-written": ("  report: 'afterward", "\n  report: 'before'\n"),
}


TOGETHER = '''
@scenario
async def both(exercise, desk):
    await asyncio.gather(exercise.save(desk, 1), exercise.save(desk, 2))

@pytest.mark.points(1)
def test_it(lab):
    """Two reports are saved at the same time."""
    run = lab.play(both, folder("desk"))
    assert run.files("desk") == {"1": "report", "2": "report"}
'''
DRAFT = """
import asyncio, os

async def save(desk, number):
    with open(f"{desk}/draft", "w") as file:
        await asyncio.sleep(1)
        file.write("report")
    os.replace(f"{desk}/draft", f"{desk}/{number}")
"""
NOTED = '''
@scenario
async def noted(exercise, desk):
    saving = asyncio.create_task(exercise.save(desk, "report"))
    await asyncio.sleep(0.5)
    note("report", contents(desk).get("report"))
    await saving

@pytest.mark.points(1)
def test_it(lab):
    """The old report is there until the new one is."""
    run = lab.play(noted, folder("desk", {"report": "old"}))
    assert run.notes("report") == ["old"]
'''


def test_file_that_two_write_at_once_is_told_as_shared(house: House) -> None:
    """Two that write into the same file get in each other's way."""
    house.suite("topic", TOGETHER)
    verdict = house.verdict(DRAFT)
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.name == "shared-state"


def test_file_that_is_seen_half_written_is_told_so(house: House) -> None:
    """A file that is opened for writing is empty for everybody."""
    house.suite("topic", NOTED)
    verdict = house.verdict(DRAFT.replace("/draft", "/{number}").replace("    os.replace", "    # os.replace"))
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.name == "half-written"


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_with_a_file_is_told_by_what_it_leaves(house: House, name: str) -> None:
    """A file that is left open, left behind, half written or read at once is what the diagnosis is about."""
    house.suite("topic", SUITE)
    verdict = house.verdict("async def save(desk):\n" + indent(dedent(MISTAKES[name]), "    "))
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.name == name
    happened, expected = TOLD[name]
    assert happened in str(verdict.happened)
    assert expected in str(verdict.expected)
    if name in ("left-open", "all-at-once"):
        assert verdict.place is not None
        assert verdict.place.line == 3
