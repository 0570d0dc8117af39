"""Jobs stand in for real work: each call is a span with exact times, and what nobody waits for is really lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from grader.judge.suite import blocking_job, by_argument, by_call, computing_job, job, shared_value

if TYPE_CHECKING:
    from grader.judge.run import Run

    Program = Callable[..., Run]


def spans(run: Run) -> list[tuple[object, ...]]:
    """Give every span as (name, task, start, end, cleaned, outcome, line), in seconds."""
    found: list[tuple[object, ...]] = []
    for s in run.recording.spans:
        end, cleaned = (None if t is None else t / 10**9 for t in (s.end, s.cleaned))
        found.append((s.name, s.task, s.start / 10**9, end, cleaned, s.outcome, s.place and s.place.line))
    return found


def test_calls_are_spans(call: Program) -> None:
    """A call is recorded with its task, its times, its arguments, its outcome and the line that made it."""
    run = call(
        """
        import asyncio

        async def main(fetch, fail):
            results = await asyncio.gather(fetch(1, "x"), fetch(2), fail(), return_exceptions=True)
            results.append(await fetch(3))
            return results
        """,
        job("fetch", takes=2, returns="page"),
        job("fail", takes=1, raises=ValueError("no")),
    )
    assert [str(r) for r in run.returned[:2]] == ["page", "page"]
    assert (run.returned[2].type, run.returned[2].message, run.returned[3]) == ("ValueError", "no", "page")
    assert spans(run) == [
        ("fetch", "Task-2", 0, 2, None, "finished", 4),
        ("fetch", "Task-3", 0, 2, None, "finished", 4),
        ("fail", "Task-4", 0, 1, None, "failed", 4),
        ("fetch", "Task-1", 2, 4, None, "finished", 5),
    ]
    assert [span.arguments for span in run.spans("fetch")] == [[1, "x"], [2], [3]]
    assert run.order == [
        *["fetch started", "fetch started", "fail started", "fail failed"],
        *["fetch finished", "fetch finished", "fetch started", "fetch finished"],
    ]


def test_cancelled_job_cleans_up(call: Program) -> None:
    """A cancelled call spends its cleanup, then lets CancelledError go on; who waits for it waits that long."""
    run = call(
        """
        import asyncio

        async def main(slow):
            try:
                async with asyncio.timeout(2.5):
                    await slow()
            except TimeoutError:
                return asyncio.get_running_loop().time()
        """,
        job("slow", takes=10, cleanup=3),
    )
    assert (run.returned, run.elapsed) == (1005.5, 5.5)
    assert spans(run) == [("slow", "Task-1", 0, 2.5, 5.5, "cancelled", 6)]
    assert run.order == ["slow started", "slow cancelled", "slow cleaned up"]


def test_values_by_call_and_by_argument(call: Program) -> None:
    """What a job takes, returns and raises may depend on which call it is, or on its first argument."""
    run = call(
        """
        import asyncio

        async def attempt(function, *args):
            try:
                return await function(*args)
            except Exception as error:
                return type(error).__name__

        async def main(flaky, lookup):
            first = [await attempt(flaky) for _ in range(4)]
            return first, [await attempt(lookup, key) for key in ("a", "b", "c")], await attempt(lookup)
        """,
        job("flaky", takes=by_call(1, 2), returns=by_call("x", "y", "z"), raises=by_call(OSError(), OSError(), None)),
        job("lookup", takes=by_argument({"a": 1, "b": 3}), returns=by_argument({"a": "A", "b": "B"})),
    )
    assert run.returned == (["OSError", "OSError", "z", "z"], ["A", "B", "LookupError"], "LookupError")
    assert run.elapsed == 1 + 2 + 2 + 2 + 1 + 3


def test_arguments_may_be_named(call: Program) -> None:
    """A job has no names for its parameters, so it takes named arguments for what they are, in their order."""
    run = call(
        """
        import asyncio

        async def main(lookup, measure):
            return await lookup(key="a"), await asyncio.to_thread(measure, "b", days=7)
        """,
        job("lookup", returns=by_argument({"a": "A"})),
        blocking_job("measure", returns=by_argument({"b": "B"})),
    )
    assert run.returned == ("A", "B")
    assert [span.arguments for span in (*run.spans("lookup"), *run.spans("measure"))] == [["a"], ["b", 7]]


def test_each_call_raises_an_exception_of_its_own(call: Program) -> None:
    """Two calls never share an exception, and with it a traceback."""
    run = call(
        """
        import asyncio

        async def main(fail):
            a, b = await asyncio.gather(fail(), fail(), return_exceptions=True)
            return a is b, a.args == b.args
        """,
        job("fail", takes=1, raises=ValueError("no", 1)),
    )
    assert run.returned == (False, True)


@pytest.mark.parametrize(
    ("work", "left"), [("job()", "lost"), ("asyncio.sleep(2)", "finished")], ids=["on a job", "on a timer"]
)
def test_dropped_task(call: Program, work: str, left: str) -> None:
    """A task that nobody refers to vanishes while it waits for a job; while it waits for a timer the loop holds it."""
    run = call(
        f"""
        import asyncio

        async def background(job):
            await {work}
            print("done")

        async def main(job):
            asyncio.create_task(background(job))
            await asyncio.sleep(5)
        """,
        job("job", takes=2),
    )
    assert [task.outcome for task in run.recording.tasks] == ["finished", left]
    assert run.printed == ([] if left == "lost" else [(2.0, "done")])
    assert run.warnings == (["destroyed pending"] if left == "lost" else [])


@pytest.mark.parametrize(
    "dropped",
    ["kept.clear()", "kept[0] = None", "del worker.task", "worker = None"],
    ids=["cleared", "replaced", "no longer an attribute", "of an object that is gone"],
)
def test_a_task_may_be_dropped_later(call: Program, dropped: str) -> None:
    """A task that is old when the last reference to it goes is lost as well, also with what it works on."""
    run = call(
        f"""
        import asyncio

        class Worker:
            def __init__(self, job):
                self.task = asyncio.create_task(self.work(job))

            async def work(self, job):
                await job(self.task.get_name())

        async def main(job, tick):
            kept = [asyncio.create_task(job("kept"))]
            worker = Worker(job)
            for second in range(4):
                await tick()
            {dropped}
            for second in range(20):
                await tick()
        """,
        job("job", takes=22),
        job("tick", takes=1),
    )
    assert sorted(task.outcome for task in run.recording.tasks) == ["finished", "finished", "lost"]
    assert run.warnings == ["destroyed pending"]


def test_what_a_lost_task_waits_for_is_lost_too(call: Program) -> None:
    """A group of calls goes with the task that waits for them."""
    run = call(
        """
        import asyncio

        async def both(job):
            await asyncio.gather(job("a"), job("b"))

        async def main(job):
            kept = [asyncio.create_task(both(job))]
            await asyncio.sleep(1)
            kept.clear()
            await asyncio.sleep(9)
        """,
        job("job", takes=4),
    )
    assert [task.outcome for task in run.recording.tasks] == ["finished", "lost", "lost", "lost"]
    assert [span.outcome for span in run.spans("job")] == ["running", "running"]


def test_tasks_somebody_waits_for_are_kept(call: Program) -> None:
    """A task is not lost while anybody refers to it, directly or by waiting."""
    run = call(
        """
        import asyncio

        async def waits_for(task):
            return await task

        async def main(job):
            kept = {asyncio.create_task(job())}
            outer = asyncio.create_task(waits_for(asyncio.create_task(job())))
            gathered = asyncio.gather(job(), asyncio.shield(job()))
            async with asyncio.TaskGroup() as group:
                group.create_task(job())
            await asyncio.sleep(5)
            return await outer, await gathered, [task.done() for task in kept]
        """,
        job("job", takes=3, returns="ok"),
    )
    assert run.returned == ("ok", ["ok", "ok"], [True])


def test_blocking_job_blocks_its_thread(call: Program) -> None:
    """A blocking job blocks the loop when it is called there, and only its own thread elsewhere."""
    run = call(
        """
        import asyncio

        async def main(read):
            await asyncio.gather(asyncio.to_thread(read, 1), asyncio.to_thread(read, 2))
            return read(3)
        """,
        blocking_job("read", takes=2, returns="text"),
    )
    assert (run.returned, run.elapsed) == ("text", 4.0)
    assert [(s[0], s[1], s[2], s[3]) for s in spans(run)] == [
        ("read", "asyncio_0", 0, 2),
        ("read", "asyncio_1", 0, 2),
        ("read", "Task-1", 2, 4),
    ]
    assert [(b.start, b.end, b.what, b.line) for b in run.blocked] == [(2, 4, "read()", 5)]


def test_computing_jobs_share_one_interpreter_lock(call: Program) -> None:
    """Computing in threads takes as long as one after the other: only one holds the GIL."""
    run = call(
        """
        import asyncio

        async def main(compute, read):
            await asyncio.gather(*(asyncio.to_thread(compute) for _ in range(3)), asyncio.to_thread(read))
        """,
        computing_job("compute", takes=2),
        blocking_job("read", takes=5),
    )
    assert run.elapsed == 6.0


def test_shared_value_takes_its_time(call: Program) -> None:
    """A shared value is read and written in spans of their own; its last value is recorded."""
    run = call(
        """
        import asyncio

        async def main(store):
            before = await store.get()
            await store.set(before + 1)
            try:
                await asyncio.wait_for(store.set(99), 0.5)
            except TimeoutError:
                return before
        """,
        shared_value("store", 41, read=1, write=2),
    )
    assert (run.returned, run.final("store"), run.elapsed) == (41, 42, 3.5)
    assert [s[0] for s in spans(run)] == ["store read", "store write", "store write"]


def test_notes_are_events(call: Program, noted: object) -> None:
    """`note` records what happens when, with a value as plain data."""
    run = call(
        """
        import asyncio

        async def main(note):
            note("begin")
            await asyncio.sleep(1)
            note("end", {"a": (1, 2)})
        """,
        noted,
    )
    assert [(e.at, e.name) for e in run.recording.events] == [(0, "begin"), (10**9, "end")]
    assert run.notes("end") == [{"a": (1, 2)}]
