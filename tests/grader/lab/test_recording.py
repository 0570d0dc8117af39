"""The recording tells what asyncio complained of, what was left over, and what was printed when."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from grader.protocol import Limits

if TYPE_CHECKING:
    from grader.judge.run import Run

    Program = Callable[..., Run]

COMPLAINTS = {
    "never awaited": ("work()", "never awaited", "work", 7, 0),
    "never awaited in a cycle": (
        "x = [work()]; x.append(x); del x; await asyncio.sleep(1)",
        "never awaited",
        "work",
        7,
        0,
    ),
    "never retrieved": (
        "asyncio.create_task(fail()); await asyncio.sleep(1)",
        *("never retrieved", "Task-2: ValueError: no", 5, 0),
    ),
    "destroyed pending": (
        "asyncio.create_task(forgotten()); await asyncio.sleep(1)",
        *("destroyed pending", "Task-2", 7, 0),
    ),
    "callback": (
        "asyncio.get_running_loop().call_later(1, lambda: 1 / 0); await asyncio.sleep(2)",
        *("callback", "ZeroDivisionError: division by zero", 7, 1),
    ),
}

PROGRAM = """
import asyncio
async def work(): pass
async def forgotten(): await asyncio.get_running_loop().create_future()
async def fail():
    raise ValueError("no")
async def main():
    {body}
"""


@pytest.mark.parametrize("name", COMPLAINTS)
def test_complaint_is_recorded(call: Program, name: str) -> None:
    """Each kind of complaint is recorded with its time, whom it concerns and the line to blame."""
    body, kind, what, line, at = COMPLAINTS[name]
    run = call(PROGRAM.format(body=body))
    [warning] = run.recording.warnings
    assert warning.kind == kind
    assert warning.what.endswith(what)
    assert warning.at == at * 10**9
    assert warning.place is not None
    assert warning.place.line == line


@pytest.mark.parametrize(
    "body",
    [
        "await work()",
        "work().close()",
        "await asyncio.gather(fail(), return_exceptions=True)",
        "t = asyncio.create_task(fail()); await asyncio.wait([t]); t.exception()",
        "t = asyncio.create_task(forgotten()); t.cancel(); await asyncio.wait([t])",
        "t = asyncio.create_task(forgotten()); await asyncio.sleep(1)",
    ],
    ids=["awaited", "closed", "gathered", "retrieved", "cancelled", "left over"],
)
def test_nothing_is_complained_of_without_a_reason(call: Program, body: str) -> None:
    """Who looks after coroutines, tasks and exceptions causes no complaint."""
    assert call(PROGRAM.format(body=body)).warnings == []


def test_leftovers_are_those_alive_at_the_end(call: Program) -> None:
    """Tasks alive when the call ends are left over; `asyncio.run` would cancel them then, which nobody asked for."""
    run = call("""
        import asyncio

        async def stubborn():
            try:
                await asyncio.sleep(9)
            finally:
                await asyncio.sleep(2)
                print("cleaned up")

        async def main():
            done = asyncio.create_task(asyncio.sleep(0))
            left = asyncio.create_task(stubborn(), name="left")
            await asyncio.sleep(1)
            return "result"
    """)
    assert (run.returned, run.leftovers) == ("result", ["left"])
    assert (run.elapsed, run.closed, run.output) == (1.0, 3.0, "cleaned up\n")
    tasks = [(t.name, t.outcome, t.cancel_requested) for t in run.recording.tasks]
    assert tasks == [("Task-1", "finished", None), ("Task-2", "finished", None), ("left", "cancelled", None)]


def test_exception_is_recorded_with_its_line(call: Program) -> None:
    """What is raised is recorded by type, message and the submission's nearest line; groups with what is in them."""
    run = call("""
        import asyncio

        async def fail(error):
            raise error

        async def main():
            async with asyncio.TaskGroup() as group:
                group.create_task(fail(ValueError("a")))
                group.create_task(fail(KeyError("b")))
    """)
    raised = run.recording.raised
    assert raised is not None
    assert run.ended == "raised"
    assert (raised.type, raised.message) == ("ExceptionGroup", "unhandled errors in a TaskGroup (2 sub-exceptions)")
    assert [(e.type, e.message, e.place and e.place.line) for e in raised.inner] == [
        ("ValueError", "a", 4),
        ("KeyError", "'b'", 4),
    ]


@pytest.mark.parametrize(
    "error", ["SystemExit(3)", "KeyboardInterrupt()", "asyncio.CancelledError()", "GeneratorExit()"]
)
def test_exceptions_that_leave_the_loop_are_outcomes(call: Program, error: str) -> None:
    """Whatever a submission raises ends its own run only."""
    run = call(f"""
        import asyncio

        async def main():
            await asyncio.sleep(1)
            raise {error}
    """)
    assert run.raised is not None
    assert (run.raised.type, run.elapsed) == (error.partition("(")[0].rpartition(".")[2], 1.0)


def test_output_is_recorded_with_its_time(call: Program) -> None:
    """Text is recorded when it is printed, standard error apart, threads included."""
    run = call("""
        import asyncio, sys

        async def main():
            print("a", end="")
            await asyncio.sleep(1)
            print("b", "c", sep="-", flush=True)
            sys.stderr.write("error")
            await asyncio.to_thread(print, "thread")
            sys.stdout.writelines(["x", "y\\n"])
    """)
    assert [(o.at, o.text, o.error) for o in run.recording.output] == [
        *[(0, "a", False), (10**9, "b-c\n", False), (10**9, "error", True)],
        *[(10**9, "thread\nxy\n", False)],
    ]
    assert run.printed == [(1.0, "ab-c"), (1.0, "thread"), (1.0, "xy")]


@pytest.mark.parametrize("text", ["'x' * 7", "'x\\n'", "'x' * 10**7"], ids=["pieces", "lines", "one"])
def test_flood_of_output_is_cut(call: Program, text: str) -> None:
    """Output is cut at its limit, and the recording says so; the program goes on."""
    run = call(
        f"""
        def main():
            for _ in range(2_000):
                print({text}, end="")
            return "through"
        """.replace("2_000", "2" if "10**7" in text else "2_000"),
        limits=Limits(output=1_000),
    )
    assert (run.returned, len(run.output), run.recording.output_cut) == ("through", 1_000, True)


def test_odd_text_can_be_sent(call: Program) -> None:
    """Lone surrogates and the like, in output, names, notes or messages, do no harm."""
    run = call("""
        import asyncio

        async def work(): await asyncio.sleep(1)

        work.__qualname__ = "w\\udc80" * 1_000

        async def main():
            print("a\\udc80\\x00")
            left = asyncio.create_task(work(), name="n\\udc80" * 1_000)
            await asyncio.sleep(0)
            raise ValueError("m\\udc80")
    """)
    assert run.raised == ("ValueError", "m\\udc80")
    assert run.output == "a\\udc80\x00\n"
    assert run.recording.tasks[1].name.startswith("n\\udc80n")
    assert len(run.recording.tasks[1].name) == len(run.recording.tasks[1].coroutine) == 200


def test_odd_names_of_those_who_wait_can_be_sent(call: Program) -> None:
    """Also in what is told of a deadlock."""
    run = call("""
        import asyncio

        async def main():
            odd = asyncio.create_task(asyncio.Event().wait(), name="n\\udc80" * 1_000)
            await asyncio.gather(odd)
    """)
    assert run.ended == "deadlock"
    assert run.recording.deadlock is not None
    assert [waiter.task[:8] for waiter in run.recording.deadlock.waiters] == ["Task-1", "n\\udc80n"]


def test_recording_that_is_too_large_is_given_up(bench: Any) -> None:
    """A run of which more is to be told than fits a message fails as one that is too large, and the worker goes on."""
    program = """
        import asyncio

        async def main():
            print("begun")
            asyncio.current_task().set_name("x" * 10**6)
            for n in range(8_000):
                asyncio.create_task(asyncio.sleep(9), name="long name " * 20 + str(n))
            note("event " * 30, ["x" * 60_000])
            for _ in range(100): note("event", "x" * 60_000)
    """
    from grader.judge.suite import note  # the lab puts its own in its place

    run = bench.call(program.replace("main()", "main(note)"), note, limits=Limits(steps=30_000))
    assert (run.ended, run.recording.budget, run.output) == ("budget", "size", "begun\n")
    assert bench.call("async def main(): return 1").returned == 1
