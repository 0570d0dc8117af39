"""What a run shows has a name: mistakes with callbacks and futures, told by what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

REPEATED = '''
@scenario
def repeated(exercise, action):
    loop = asyncio.new_event_loop()
    exercise.every(loop, action)
    loop.call_later(11, loop.stop)
    loop.run_forever()
    loop.close()

@pytest.mark.points(1)
def test_it(lab):
    """It is repeated."""
    run = lab.play(repeated, blocking_job("action", takes=1))
    assert run.times("action started") == [3, 6, 9]
'''
PLANNED = '''
@scenario
def planned(exercise):
    exercise.main()

@pytest.mark.points(1)
def test_it(lab):
    """It says when it is slow, and comes to an end."""
    assert lab.play(planned).warnings == ["slow callback"]
'''

CALLBACKS = {
    "counts from the end": (
        REPEATED,
        """
        def every(loop, action):
            def call():
                action()
                loop.call_later(3, call)
            loop.call_later(3, call)
        """,
        "drift",
    ),
    "blocks for another reason": (
        REPEATED,
        """
        import time

        def every(loop, action):
            loop.call_later(2, time.sleep, 8)
            for number in (1, 2, 3):
                loop.call_later(3 * number, action)
        """,
        "blocked-loop",
    ),
    "nobody stops it": (
        PLANNED,
        """
        import asyncio

        def main():
            asyncio.new_event_loop().run_forever()
        """,
        "never-stopped",
    ),
    "refused": (
        PLANNED,
        """
        import asyncio

        def main():
            loop = asyncio.new_event_loop()
            loop.set_debug(True)
            loop.call_soon(loop.stop())
        """,
        "called-at-once",
    ),
    "called": (
        PLANNED,
        """
        import asyncio

        def main():
            loop = asyncio.new_event_loop()
            loop.call_soon(print())
            loop.run_until_complete(asyncio.sleep(1))
        """,
        "called-at-once",
    ),
    "not in debug mode": (
        PLANNED,
        """
        import asyncio, time

        def main():
            loop = asyncio.new_event_loop()
            loop.call_soon(time.sleep, 1)
            loop.run_until_complete(asyncio.sleep(2))
            loop.close()
        """,
        "debug-mode",
    ),
}


@pytest.mark.parametrize("name", CALLBACKS)
def test_mistake_with_callbacks_is_named(house: House, name: str) -> None:
    """Drift is told from a loop that is blocked, and a loop that nobody stops from tasks that wait for each other."""
    suite, source, diagnosis = CALLBACKS[name]
    house.suite("alpha", suite)
    found = house.verdict(source).diagnosis
    assert found is not None
    assert found.name == diagnosis
