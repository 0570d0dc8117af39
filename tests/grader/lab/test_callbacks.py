"""The loop's lower level works as in life, in virtual time; what goes wrong there is recorded."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from grader.judge.run import Run

    Program = Callable[..., Run]


def test_callbacks_run_at_their_times_and_in_order(plainly: Program) -> None:
    """What is due at once goes in order of asking, timers by deadline; `stop` ends the loop after its turn."""
    run = plainly("""
        import asyncio

        def main():
            loop = asyncio.new_event_loop()
            start = loop.time()
            loop.call_later(2, print, "two")
            loop.call_at(start + 1, print, "one")
            loop.call_soon(print, "a")
            loop.call_soon(print, "b")
            loop.call_later(1, print, "cancelled").cancel()
            loop.call_later(3, loop.stop)
            loop.call_later(3, print, "same turn")
            loop.call_later(4, print, "again")
            loop.run_forever()
            print("stopped", loop.time() - start, loop.is_running())
            loop.call_later(2, loop.stop)
            loop.run_forever()
            loop.close()
    """)
    assert run.printed == [
        *[(0, "a"), (0, "b"), (1.0, "one"), (2.0, "two"), (3.0, "same turn")],
        *[(3.0, "stopped 3.0 False"), (4.0, "again")],
    ]
    assert (run.elapsed, run.warnings) == (5.0, [])


def test_slow_callback_is_recorded_in_debug_mode(plainly: Program) -> None:
    """Whatever blocks a loop in debug mode for `slow_callback_duration` or longer is asyncio's to complain of."""
    run = plainly("""
        import asyncio, time

        def slow():
            time.sleep(2)

        def quick():
            time.sleep(0.05)

        async def work():
            time.sleep(0.1)

        def main():
            loop = asyncio.new_event_loop()
            loop.set_debug(True)
            loop.call_later(1, slow)
            loop.call_later(4, quick)
            loop.call_later(6, loop.stop)
            loop.run_forever()
            loop.run_until_complete(work())
            loop.slow_callback_duration = 0.5
            loop.run_until_complete(work())
            loop.close()
    """)
    warnings = [(w.kind, w.what, w.at, w.place and w.place.line) for w in run.recording.warnings]
    assert warnings == [
        ("slow callback", "slow() took 2 s", 3_000_000_000, 4),
        ("slow callback", "Task-1 took 0.1 s", 6_100_000_000, 10),
    ]


def test_slow_callbacks_pass_without_debug_mode(call: Program) -> None:
    """Without debug mode asyncio says nothing; that the loop was blocked is recorded all the same."""
    run = call("""
        import asyncio, time

        async def main():
            asyncio.get_running_loop().call_soon(time.sleep, 2)
            await asyncio.sleep(1)
    """)
    assert (run.warnings, [(b.start, b.end) for b in run.blocked]) == ([], [(0, 2)])


@pytest.mark.parametrize(("end", "warnings"), [("loop.close()", []), ("pass", ["loop left open"])])
def test_loop_left_open_is_recorded(plainly: Program, end: str, warnings: list[str]) -> None:
    """A loop that nobody has closed at the end is recorded with the line that made it."""
    run = plainly(f"""
        import asyncio

        def main():
            loop = asyncio.new_event_loop()
            loop.run_until_complete(asyncio.sleep(1))
            {end}
    """)
    assert run.warnings == warnings
    assert [w.place.line for w in run.recording.warnings if w.place] == [4] * len(warnings)


def test_loop_left_open_is_not_heard_of_in_the_next_run(plainly: Program) -> None:
    """What Python says of an open loop when it is collected is no output of another run, nor of the worker's last."""
    left_open = """
        import asyncio

        def main():
            loop = asyncio.new_event_loop()
            loop.call_later(5, print, loop)
            loop.run_until_complete(asyncio.sleep(1))
    """
    assert [plainly(left_open).recording.output for _ in range(2)] == [[], []]
    assert plainly("def main():\n    import gc\n    gc.collect()").recording.output == []


@pytest.mark.parametrize(
    "use",
    ["call_soon(print)", "call_later(1, print)", "call_soon_threadsafe(print)", "run_forever()", "create_task(c)"],
)
def test_closed_loop_refuses_to_be_used(plainly: Program, use: str) -> None:
    """A loop that was closed says so, as in life."""
    run = plainly(f"""
        import asyncio

        def main():
            c = asyncio.sleep(0)
            loop = asyncio.new_event_loop()
            loop.close()
            try:
                loop.{use}
            finally:
                c.close()
    """)
    assert run.raised == ("RuntimeError", "Event loop is closed")


def test_method_of_a_future_is_named_as_everywhere(call: Program) -> None:
    """What is said of a future's own method, called back by the loop, has no name of the lab's in it."""
    run = call("""
        import asyncio

        async def main():
            loop = asyncio.get_running_loop()
            future = loop.create_future()
            future.cancel()
            loop.call_soon(future.set_result, 1)
            await asyncio.sleep(1)
    """)
    arguments = "" if sys.version_info >= (3, 13) else "1"  # asyncio shows them in debug mode only, from 3.13 on
    assert [w.what for w in run.recording.warnings] == [
        f"Exception in callback Future.set_result({arguments}): InvalidStateError: invalid state"
    ]


def test_loop_that_nobody_stops_is_a_deadlock(plainly: Program) -> None:
    """A loop that runs for ever with nothing to do is told of, with the line that runs it."""
    run = plainly("""
        import asyncio

        def main():
            loop = asyncio.new_event_loop()
            loop.call_later(1, print, "once")
            loop.run_forever()
    """)
    assert run.ended == "deadlock"
    assert run.recording.deadlock is not None
    [waiter] = run.recording.deadlock.waiters
    assert (waiter.task, waiter.waits_for) == ("the event loop", "something to do, or somebody to stop it")
    assert waiter.place is not None
    assert waiter.place.line == 6


def test_result_on_the_loops_own_thread_is_told_with_its_line(call: Program) -> None:
    """Who waits on the loop's thread for what that loop has to do is told of first, and where."""
    run = call("""
        import asyncio

        async def other():
            await asyncio.Event().wait()

        async def main():
            waiting = asyncio.create_task(other())
            await asyncio.sleep(1)
            asyncio.run_coroutine_threadsafe(asyncio.sleep(1), asyncio.get_running_loop()).result()
    """)
    assert run.ended == "deadlock"
    assert run.recording.deadlock is not None
    waiter = run.recording.deadlock.waiters[0]
    assert (waiter.task, waiter.waits_for) == (
        "thread MainThread",
        "the result() of a future, while its event loop has to wait for it",
    )
    assert waiter.place is not None
    assert waiter.place.line == 9
