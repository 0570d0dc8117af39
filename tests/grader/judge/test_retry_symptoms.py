"""What a run shows has a name: mistakes of who tries again, told by what happened."""

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
def test_mistake_with_retries_is_named(house: House, name: str) -> None:
    """An attempt too many has a name of its own only if it followed upon a failure."""
    suite, source, diagnosis = MISTAKES[name]
    house.suite("alpha", suite)
    found = house.verdict(source).diagnosis
    assert found is not None
    assert found.name == diagnosis
