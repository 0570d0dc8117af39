"""Schedules vary only what asyncio leaves open: they find races, and never blame a correct program."""

from __future__ import annotations

from typing import Any

import pytest

from grader.judge.suite import job, scenario, shared_value
from grader.protocol import Schedule

SEEDS = 200


@scenario
async def use_main(exercise: Any, *args: Any) -> Any:
    """Call the program's main function."""
    return await exercise.main(*args)


def failures(bench: Any, program: str, *args: Any, expected: Any) -> int:
    """Count the schedules, of `SEEDS`, under which *program* does not return *expected*."""
    runs = [bench.play(program, use_main, *args, schedule=Schedule(seed=seed)) for seed in range(1, SEEDS + 1)]
    return sum(run.ended != "returned" or run.returned != expected for run in runs)


CORRECT = {
    "started after sleep(0)": (
        """
        import asyncio

        async def main(fetch, store):
            started = []
            async def child(n):
                started.append(n)
                await fetch()
            tasks = [asyncio.create_task(child(n)) for n in range(3)]
            await asyncio.sleep(0)
            seen = list(started)
            await asyncio.gather(*tasks)
            return seen
        """,
        [0, 1, 2],
    ),
    "lock": (
        """
        import asyncio

        async def main(fetch, store):
            lock = asyncio.Lock()
            async def add():
                async with lock:
                    await store.set(await store.get() + 1)
            await asyncio.gather(*(add() for _ in range(4)))
            return await store.get()
        """,
        4,
    ),
    "queue": (
        """
        import asyncio

        async def main(fetch, store):
            queue, done = asyncio.Queue(2), []
            async def worker():
                while True:
                    item = await queue.get()
                    await fetch(item)
                    done.append(item)
                    queue.task_done()
            workers = [asyncio.create_task(worker()) for _ in range(3)]
            for n in range(7):
                await queue.put(n)
            await queue.join()
            for each in workers:
                each.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            return sorted(done)
        """,
        list(range(7)),
    ),
    "timeout": (
        """
        import asyncio

        async def main(fetch, store):
            try:
                async with asyncio.timeout(0.5):
                    await fetch()
            except TimeoutError:
                return "too slow"
        """,
        "too slow",
    ),
    "gather keeps order": (
        """
        import asyncio

        async def main(fetch, store):
            async def one(n):
                await fetch(n)
                return n
            return await asyncio.gather(*(one(n) for n in range(5)))
        """,
        list(range(5)),
    ),
    "event": (
        """
        import asyncio

        async def main(fetch, store):
            ready, seen = asyncio.Event(), []
            async def waiter():
                await ready.wait()
                seen.append("after")
            async def opener():
                await fetch()
                seen.append("before")
                ready.set()
            await asyncio.gather(waiter(), opener(), waiter())
            return seen
        """,
        ["before", "after", "after"],
    ),
    "thread": (
        """
        import asyncio, time

        async def main(fetch, store):
            async def one(n):
                await asyncio.to_thread(time.sleep, 1)
                await fetch()
                return n
            return await asyncio.gather(*(one(n) for n in range(3)))
        """,
        [0, 1, 2],
    ),
}


@pytest.mark.parametrize(("program", "expected"), CORRECT.values(), ids=CORRECT)
def test_correct_program_never_fails(bench: Any, program: str, expected: Any) -> None:
    """A program that rests on what is documented returns the same under every schedule."""
    fetch, store = job("fetch", takes=1), shared_value("store", 0, read=1, write=1)
    assert failures(bench, program, fetch, store, expected=expected) == 0


RACES = {
    "assumes an order": (
        """
        import asyncio

        async def main(fetch, store):
            done = []
            async def one(n):
                await asyncio.sleep(1)
                done.append(n)
            await asyncio.gather(*(one(n) for n in range(2)))
            return done
        """,
        [0, 1],
    ),
    "check, then act": (
        """
        import asyncio

        async def main(fetch, store):
            async def refresh():
                await asyncio.sleep(10.1)
                if await store.get() == 0:
                    await store.set(1)
            async def other():
                await fetch()
                await store.set(2)
            await asyncio.gather(refresh(), other())
            return await store.get()
        """,
        2,
    ),
    "lost update": (
        """
        import asyncio

        async def main(fetch, store):
            async def add():
                await fetch()
                await store.set(await store.get() + 1)
            await add()
            await asyncio.gather(add(), asyncio.wait_for(asyncio.sleep(30), None))
            async def late():
                await asyncio.sleep(25)
                await add()
            await asyncio.gather(add(), late())
            return await store.get()
        """,
        4,
    ),
}


@pytest.mark.parametrize(("program", "expected"), RACES.values(), ids=RACES)
def test_race_is_found(bench: Any, program: str, expected: Any) -> None:
    """A program that rests on luck is right on the plain schedule, and fails on some, but not on all others."""
    fetch, store = job("fetch", takes=10), shared_value("store", 0)
    assert bench.play(program, use_main, fetch, store).returned == expected
    assert 0.02 * SEEDS < failures(bench, program, fetch, store, expected=expected) < 0.9 * SEEDS


def test_schedule_is_reproducible_and_can_be_reduced(bench: Any) -> None:
    """A seed always gives the same recording; without all kinds of perturbation it is the plain schedule."""
    program = CORRECT["queue"][0]
    arguments = job("fetch", takes=1), shared_value("store", 0)

    def record(schedule: Schedule) -> Any:
        return bench.play(program, use_main, *arguments, schedule=schedule).recording

    plain = record(Schedule())
    seed, first = next((n, late) for n in range(1, 99) if (late := record(Schedule(seed=n))).spans[0].end > 10**9)
    assert record(Schedule(seed=seed)) == first
    assert record(Schedule(seed=seed, without=("ties", "latency", "yields"))) == plain
    fewer = record(Schedule(seed=seed, without=("latency:fetch#0",)))
    assert (fewer.spans[0].end, fewer != first, fewer != plain) == (10**9, True, True)


def test_latency_is_in_whole_seconds(bench: Any) -> None:
    """A job takes longer by whole seconds, never shorter, so that no limit ending in .5 ever ties."""
    program = """
        async def main(fetch):
            await fetch()
    """
    runs = [bench.play(program, use_main, job("fetch", takes=1), schedule=Schedule(seed=n)) for n in range(1, 60)]
    assert {run.recording.elapsed for run in runs} == {n * 10**9 for n in (1, 2, 3, 4, 6, 9, 21)}
