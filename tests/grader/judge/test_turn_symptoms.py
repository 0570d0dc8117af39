"""What a run shows has a name: mistakes of who tries again, or waits for a turn, told by what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

AGAIN = '''
@pytest.mark.points(1)
def test_it(lab):
    """It asks once, or until there is an answer."""
    run = lab.call("main", job("ask", takes=by_call(2, 9), cleanup=3, raises=by_call({errors})))
    assert run.times("ask started") == {wanted}
'''
MISTAKES = {
    "an error that cannot pass": (
        AGAIN.format(errors='PermissionError("no"), None', wanted=[0]),
        """
        async def main(ask):
            try:
                await ask()
            except OSError:
                await ask()
        """,
        "tried-again",
    ),
    "asked twice, but nothing had failed": (
        AGAIN.format(errors="None", wanted=[0]),
        """
        async def main(ask):
            await ask()
            await ask()
        """,
        "done-twice",
    ),
    "the next one begins while the one before it cleans up": (
        AGAIN.format(errors="None", wanted=[0, 4]),
        """
        import asyncio

        async def main(ask):
            tasks = [asyncio.create_task(ask())]
            await asyncio.sleep(1)
            tasks[0].cancel()
            await asyncio.sleep(1)
            await ask()
        """,
        "cancel-without-await",
    ),
    "two queues share one": (
        '''
        @pytest.mark.points(1)
        def test_it(lab):
            """Two queues do not wait for each other."""
            run = lab.call("main", job("north", takes=1), job("south", takes=1))
            assert [run.at("north started"), run.at("south started")] == [6, 2]
        ''',
        """
        import asyncio

        async def main(north, south):
            await asyncio.sleep(6)
            await asyncio.gather(north(), south())
        """,
        "needless-waiting",
    ),
    "a plain function is wrong": (
        '''
        @scenario
        def plain(exercise):
            return exercise.main(3)

        @pytest.mark.points(1)
        def test_it(lab):
            """It computes a pause."""
            assert lab.play(plain).returned == 8
        ''',
        """
        def main(failures):
            return failures
        """,
        "wrong-value",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_with_turns_is_named(house: House, name: str) -> None:
    """An attempt too many is told from work done twice, and a shared queue from mere slowness."""
    suite, source, diagnosis = MISTAKES[name]
    house.suite("alpha", suite)
    found = house.verdict(source).diagnosis
    assert found is not None
    assert found.name == diagnosis
