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


WAITED_FOR = '''
@scenario
async def waited_for(exercise, work):
    thing = exercise.Thing()
    tasks = [asyncio.create_task(thing.wait()) for _ in range(2)]
    await work()
    tasks[0].cancel()
    await asyncio.wait(tasks[:1])
    thing.end()
    await tasks[1]
    note("over")

@pytest.mark.points(1)
def test_it(lab):
    """All who stay get it."""
    run = lab.play(waited_for, job("work", takes=2))
    assert run.at("over") == 2
    assert run.warnings == []
'''
THING = """
import asyncio

class Thing:
    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.future = self.loop.create_future()

    def end(self):
        {end}

    async def wait(self):
        {wait}
"""

FUTURES = {
    "cancels the others": ("self.future.done() or self.future.set_result(1)", "await self.future", "shared-cancel"),
    "sets again": ("self.future.set_result(1); self.future.cancel(); self.future.set_result(1)", "pass", "set-twice"),
    "sets again, in a callback": (
        "[self.loop.call_soon(self.future.set_result, 1) for _ in range(2)]",
        "await asyncio.shield(self.future)",
        "set-twice",
    ),
    "never sets": ("pass", "await asyncio.shield(self.future)", "future-never-set"),
    "never sets, unshielded": (
        "pass",
        "self.future = self.loop.create_future(); await self.future",
        "future-never-set",
    ),
    "calls a coroutine function": ("self.wait()", "await asyncio.shield(self.future)", "never-awaited"),
    "waits for an event": ("pass", "await asyncio.Event().wait()", "never-set"),
    "waits for a task": ("pass", "await asyncio.create_task(asyncio.Event().wait())", "never-set"),
}


@pytest.mark.parametrize("name", FUTURES)
def test_mistake_with_futures_is_named(house: House, name: str) -> None:
    """A future that is never set, set twice, or cancelled for all by one, is told from what it looks like."""
    end, wait, diagnosis = FUTURES[name]
    house.suite("alpha", WAITED_FOR)
    found = house.verdict(THING.format(end=end, wait=wait)).diagnosis
    assert found is not None
    assert found.name == diagnosis


def test_who_is_left_over_was_cancelled_by_nobody(house: House) -> None:
    """Tasks that the loop cancels in the end, because they were left over, were not cancelled with another one."""
    house.suite(
        "alpha",
        '''
        @scenario
        async def left_over(exercise, work):
            tasks = [asyncio.create_task(exercise.wait(work)) for _ in range(2)]
            await asyncio.sleep(1)
            tasks[0].cancel()
            await asyncio.wait(tasks[:1])

        @pytest.mark.points(1)
        def test_it(lab):
            """Nothing is left over."""
            assert lab.play(left_over, job("work", takes=9)).leftovers == []
        ''',
    )
    found = house.verdict("async def wait(work):\n    await work()\n").diagnosis
    assert found is not None
    assert found.name == "leftover-tasks"


def test_who_waits_for_a_permit_that_it_has_itself_has_lost_it(house: House) -> None:
    """A task that takes a permit again, because it never put the first one back, is told so."""
    house.suite(
        "alpha",
        '''
        @pytest.mark.points(1)
        def test_it(lab):
            """It comes to an end."""
            assert lab.call("twice").returned is None
        ''',
    )
    body = "permits = asyncio.Semaphore(1)\n    await permits.acquire()\n    await permits.acquire()"
    found = house.verdict(f"import asyncio\n\nasync def twice():\n    {body}\n").diagnosis
    assert found is not None
    assert found.name == "lost-permit"
