"""What a run shows has a name: mistakes with threads, processes and blocking calls, told by what happened."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

COMPUTED = '''
@pytest.mark.points(1)
def test_it(lab):
    """Two cores compute."""
    run = lab.call("compute", process_pool("pool", 2), computing_job("sums", takes=2), blocking_job("reads", takes=2))
    assert run.elapsed == 4
'''
BLOCKED = '''
@pytest.mark.points(1)
def test_it(lab):
    """All go on at the same time."""
    run = lab.call("all_of", blocking_job("reads", takes=2, returns=1), 20)
    assert run.elapsed == 2
'''
HEARD = '''
import threading

@scenario
async def hear(exercise, waits, handles):
    def begin(on_message):
        def radio():
            for number in range(2):
                waits()
                on_message(number)
        threading.Thread(target=radio).start()

    async def handle(number):
        note("handled in", threading.current_thread().name)
        await handles()

    await exercise.listen(begin, handle)

@pytest.mark.points(1)
def test_it(lab):
    """Two messages are handled."""
    run = lab.play(hear, blocking_job("waits", takes=2), job("handles", takes=3))
    assert run.notes("handled in") == ["MainThread"] * 2
    assert run.times("waits started") == [0, 2]
'''
START = "import asyncio, concurrent.futures, threading\n"
BY_QUEUE = """
async def listen(begin, handle):
    queue, loop = asyncio.Queue(), asyncio.get_running_loop()
    begin({})
    for _ in range(2):
        await handle(await queue.get())
"""
MISTAKES = {
    "reads from the keyboard": (
        BLOCKED,
        """
        async def all_of(reads, number):
            input("How many? ")
        """,
        "waits-outside",
    ),
    "more calls than threads": (
        BLOCKED,
        """
        async def all_of(reads, number):
            await asyncio.gather(*(asyncio.to_thread(reads) for _ in range(number)))
        """,
        "few-threads",
    ),
    "computes in threads": (
        COMPUTED,
        """
        async def compute(pool, sums, reads):
            await asyncio.gather(*(asyncio.to_thread(sums) for _ in range(4)))
        """,
        "one-gil",
    ),
    "computes on the loop": (
        COMPUTED,
        """
        async def compute(pool, sums, reads):
            for _ in range(4):
                sums()
        """,
        "computing-on-the-loop",
    ),
    "blocks on the loop": (
        COMPUTED,
        """
        async def compute(pool, sums, reads):
            for _ in range(4):
                reads()
        """,
        "blocked-loop",
    ),
    "blocks in a process": (
        COMPUTED,
        """
        async def compute(pool, sums, reads):
            loop = asyncio.get_running_loop()
            await asyncio.gather(*(loop.run_in_executor(pool, each) for each in (reads, reads, sums, sums, sums)))
        """,
        "blocks-a-core",
    ),
    "lambda for a process": (
        COMPUTED,
        """
        async def compute(pool, sums, reads):
            await asyncio.get_running_loop().run_in_executor(pool, lambda: sums())
        """,
        "unpicklable",
    ),
    "coroutine from a process": (
        COMPUTED,
        """
        async def coroutine():
            pass

        async def compute(pool, sums, reads):
            await asyncio.get_running_loop().run_in_executor(pool, coroutine)
        """,
        "unpicklable",
    ),
    "result on the loop's thread": (
        BLOCKED,
        """
        async def all_of(reads, number):
            asyncio.run_coroutine_threadsafe(asyncio.sleep(1), asyncio.get_running_loop()).result()
        """,
        "waits-for-itself",
    ),
    "future that nobody sets": (
        BLOCKED,
        """
        async def all_of(reads, number):
            await asyncio.get_running_loop().create_future()
        """,
        "future-never-set",
    ),
    "loop asked for in a thread": (
        HEARD,
        BY_QUEUE.format("lambda n: asyncio.get_running_loop().call_soon_threadsafe(queue.put_nowait, n)"),
        "no-running-loop",
    ),
    "queue filled from a thread": (HEARD, BY_QUEUE.format("queue.put_nowait"), "not-thread-safe"),
    "loop of the thread's own": (
        HEARD,
        """
        async def listen(begin, handle):
            begin(lambda number: asyncio.run(handle(number)))
            await asyncio.sleep(20)
        """,
        "wrong-thread",
    ),
    "thread that waits for the loop": (
        HEARD,
        """
        async def listen(begin, handle):
            loop = asyncio.get_running_loop()
            begin(lambda number: asyncio.run_coroutine_threadsafe(handle(number), loop).result())
            await asyncio.sleep(20)
        """,
        "thread-kept-waiting",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_has_a_name(house: House, name: str) -> None:
    """What was recorded says which mistake it was."""
    checks, source, diagnosis = MISTAKES[name]
    house.suite("topic", checks)
    verdict = house.verdict(START + dedent(source))
    assert verdict.status == "failed"
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.name == diagnosis, verdict.happened


def test_deadlock_tells_what_another_thread_did(house: House) -> None:
    """If a thread has touched the loop's own, or has ended, and then nothing goes on, that is told, with its line."""
    house.suite("topic", HEARD)
    verdict = house.verdict(START + BY_QUEUE.format("lambda number: queue.put_nowait(number)"))
    assert verdict.happened is not None
    assert verdict.happened.splitlines()[-1].startswith("Called `queue.put_nowait(number)` in thread Thread-1 (radio)")
    assert verdict.place is not None
    assert verdict.place.line == 5


def test_notes_of_any_kind_can_be_looked_at(house: House) -> None:
    """Whatever a scenario has noted, the rules about threads cope with it."""
    house.suite(
        "topic",
        '''
        @scenario
        async def noted(exercise):
            note("found", ["MainThread"])

        @pytest.mark.points(1)
        def test_it(lab):
            """Something is noted."""
            assert lab.play(noted).notes("found") == [["another"]]
        ''',
    )
    verdict = house.verdict("")
    assert (verdict.status, verdict.diagnosis and verdict.diagnosis.name) == ("failed", "wrong-value")
