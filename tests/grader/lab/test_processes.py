"""An executor of processes has cores in virtual time, and pickles as a real one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from grader.judge.suite import computing_job, job, process_pool

if TYPE_CHECKING:
    from grader.judge.run import Run

    Program = Callable[..., Run]

EACH = """
    import asyncio

    async def main(pool, work, items):
        loop = asyncio.get_running_loop()
        return await asyncio.gather(*(loop.run_in_executor(pool, work, n) for n in items))
"""


@pytest.mark.parametrize(("cores", "elapsed"), [(1, 8), (2, 4), (3, 4), (4, 2), (9, 2)])
def test_jobs_compute_on_as_many_cores_as_there_are(call: Program, cores: int, elapsed: int) -> None:
    """Four jobs of two seconds take as long as the cores allow; the event loop is free meanwhile."""
    run = call(EACH, process_pool("pool", cores=cores), computing_job("sum", takes=2, returns=7), range(4))
    assert (run.returned, run.elapsed, run.blocked) == ([7] * 4, elapsed, [])
    assert run.peak("sum") == min(cores, 4)


def test_work_is_done_in_the_order_of_asking(call: Program) -> None:
    """A core that is free takes what was submitted first."""
    from grader.judge.suite import by_argument

    work = computing_job("sum", takes=by_argument({1: 3, 2: 1, 3: 1, 4: 5}))
    run = call(EACH, process_pool(cores=2), work, [1, 2, 3, 4])
    assert [(s.arguments, s.started, s.finished) for s in run.spans("sum")] == [
        *[([1], 0, 3), ([2], 0, 1), ([3], 1, 2), ([4], 2, 7)],
    ]


def test_executor_has_the_usual_methods(plainly: Program) -> None:
    """`submit`, `map` with chunks, `shutdown` and `with` do as those of a ProcessPoolExecutor."""
    run = plainly(
        """
        import concurrent.futures, time

        def main(pool, work):
            with pool:
                one = pool.submit(work, 1)
                print(one.result(), time.monotonic())
                print(list(pool.map(work, [1, 2, 3, 4])), time.monotonic())
                print(list(pool.map(work, [1, 2, 3], chunksize=2)), time.monotonic())
                late = pool.submit(work, 1)
            print(late.done(), isinstance(pool, concurrent.futures.Executor))
            pool.submit(work, 1)
        """,
        process_pool("pool", cores=2),
        computing_job("sum", takes=2, returns=7),
    )
    assert run.raised == ("RuntimeError", "cannot schedule new futures after shutdown")
    assert run.output.splitlines() == [
        "7 1002.0",
        "[7, 7, 7, 7] 1006.0",
        "[7, 7, 7] 1010.0",
        "True True",
    ]


UNPICKLABLE = {
    "lambda": ("lambda: 1", ("PicklingError", "AttributeError")),
    "lambda with a name": ("named", ("PicklingError",)),
    "local function": ("local", ("AttributeError", "PicklingError")),
    "bound method": ("Locked().work", ("TypeError",)),
    "argument": ("len, threading.Lock()", ("TypeError",)),
    "generator": ("len, (n for n in [])", ("TypeError",)),
    "result": ("make_lock", ("TypeError",)),
    "coroutine": ("coroutine", ("TypeError",)),
    "task": ("len, asyncio.current_task()", ("TypeError",)),
    "loop": ("len, asyncio.get_running_loop()", ("TypeError", "AttributeError", "PicklingError")),
}


@pytest.mark.parametrize("name", UNPICKLABLE)
def test_what_cannot_be_pickled_fails_through_the_future(call: Program, name: str) -> None:
    """Lambdas, local functions, locks and the like do not get into another process, or out of it."""
    given, kinds = UNPICKLABLE[name]
    run = call(
        f"""
        import asyncio, threading

        class Locked:
            def __init__(self): self.lock = threading.Lock()
            def work(self): pass

        named = lambda: 1
        def make_lock(): return threading.Lock()
        async def coroutine(): pass

        async def main(pool):
            def local(): pass
            future = asyncio.get_running_loop().run_in_executor(pool, {given})
            print("submitted")
            await future
        """,
        process_pool(cores=2),
    )
    assert run.output == "submitted\n"
    assert run.raised is not None
    assert run.raised.type in kinds


def test_arguments_and_results_are_copies(call: Program) -> None:
    """What a function changes in another process stays there; objects of the program's classes come through."""
    run = call(
        """
        import asyncio

        class Point:
            def __init__(self, x): self.x = x
            def moved(self, by):
                self.x += by
                return self

        def fill(items):
            items.append(1)
            return items

        async def main(pool):
            loop, items, point = asyncio.get_running_loop(), [], Point(1)
            filled = await loop.run_in_executor(pool, fill, items)
            moved = await loop.run_in_executor(pool, point.moved, 5)
            return items, filled, point.x, moved.x, type(moved) is Point, await loop.run_in_executor(pool, abs, -1)
        """,
        process_pool(cores=2),
    )
    assert run.returned == ([], [1], 1, 6, True, 1)


def test_exceptions_come_back(call: Program) -> None:
    """What a function raises is raised where its result is awaited; one that cannot be unpickled breaks the pool."""
    run = call(
        """
        import asyncio
        from concurrent.futures.process import BrokenProcessPool

        class Odd(Exception):
            def __init__(self, a, b): super().__init__(a)

        def fail(n): raise ValueError("no", n)
        def odd(): raise Odd(1, 2)

        async def main(pool):
            loop = asyncio.get_running_loop()
            try:
                await loop.run_in_executor(pool, fail, 3)
            except ValueError as error:
                print(error.args)
            try:
                await loop.run_in_executor(pool, odd)
            except BrokenProcessPool as error:
                print("broken")
            await loop.run_in_executor(pool, fail, 3)
        """,
        process_pool(cores=2),
    )
    assert run.output == "('no', 3)\nbroken\n"
    assert run.raised is not None
    assert run.raised.type == "BrokenProcessPool"


@pytest.mark.parametrize(
    "attempt",
    [
        "concurrent.futures.ProcessPoolExecutor(2)",
        "ProcessPoolExecutor()",
        "multiprocessing.Process(target=print).start()",
        "multiprocessing.Pool(2)",
        "multiprocessing.get_context('spawn').Process(target=print)",
        "multiprocessing.get_context('spawn').Pool(2)",
        "multiprocessing.Manager()",
    ],
)
def test_real_processes_are_refused(plainly: Program, attempt: str) -> None:
    """Who makes a process is told plainly what to use instead."""
    run = plainly(f"""
        import concurrent.futures, multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        def main():
            {attempt}
    """)
    assert run.raised is not None
    assert run.raised.type == "RuntimeError"
    assert run.raised.message.startswith("no process of your own can be started here: hand the work to the executor")


@pytest.mark.parametrize(
    ("how", "elapsed", "blocked"),
    [
        ("asyncio.to_thread(work)", 4, []),
        ("loop.run_in_executor(pool, work)", 2, []),
        ("asyncio.sleep(0, work())", 4, [(0, 4)]),
    ],
    ids=["threads", "processes", "loop"],
)
def test_threads_share_one_gil(call: Program, how: str, elapsed: int, blocked: list[Any]) -> None:
    """Computing takes turns in threads, goes on at once in processes, and blocks the loop on its own thread."""
    run = call(
        f"""
        import asyncio

        async def main(pool, work, tick):
            loop = asyncio.get_running_loop()
            ticking = asyncio.create_task(tick())
            await asyncio.gather({how}, {how})
        """,
        process_pool(cores=2),
        computing_job("sum", takes=2),
        job("tick", takes=1),
    )
    assert run.elapsed == elapsed
    assert [(b.start, b.end) for b in run.blocked] == blocked
    assert run.at("tick started") == (4 if blocked else 0)


def test_threads_within_a_process_share_its_gil(call: Program) -> None:
    """A thread that a process starts computes in turn with that process, and with no other."""
    run = call(
        """
        import asyncio, threading

        async def main(pool, work):
            loop = asyncio.get_running_loop()
            await asyncio.gather(loop.run_in_executor(pool, twice, work), asyncio.to_thread(work))

        def twice(work):
            threads = [threading.Thread(target=work) for _ in range(2)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
        """,
        process_pool(cores=2),
        computing_job("sum", takes=2),
    )
    assert sorted((s.started, s.finished) for s in run.spans("sum")) == [(0, 2), (0, 2), (0, 4)]
