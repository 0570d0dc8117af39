"""A stream that is read at the wrong time has a name: also where somebody ends it, and nobody waits for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

READ = '''
@scenario
async def read(exercise):
    reader = asyncio.StreamReader()

    async def feed():
        for piece in (b"one;tw", b"o;thr", b"ee;"):
            await asyncio.sleep(1)
            reader.feed_data(piece)
        reader.feed_eof()

    feeding = asyncio.create_task(feed())
    async for _ in exercise.words(reader):
        note("word")
    await feeding

@pytest.mark.points(1)
def test_it(lab):
    """Each word comes as soon as it is whole."""
    assert lab.play(read).times("word") == [1, 2, 3]
'''

WORDS = {
    "reads to the end": (
        """
        async def words(reader):
            for word in (await reader.read()).split(b";")[:-1]:
                yield word
        """,
        "waits-for-the-end",
    ),
    "is slow": (
        """
        import asyncio

        async def words(reader):
            for _ in range(3):
                yield await reader.readuntil(b";")
                await asyncio.sleep(5)
        """,
        "too-late",
    ),
}


@pytest.mark.parametrize("name", WORDS)
def test_mistake_with_a_stream_is_named(house: House, name: str) -> None:
    """Who reads a stream to its end is told from who is slow."""
    source, diagnosis = WORDS[name]
    house.suite("alpha", READ)
    found = house.verdict(source).diagnosis
    assert found is not None
    assert found.name == diagnosis
