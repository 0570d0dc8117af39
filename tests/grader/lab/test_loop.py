"""Every route to an event loop leads to one in virtual time, and none runs without an end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from grader.protocol import Limits

if TYPE_CHECKING:
    from grader.judge.run import Run

    Program = Callable[..., Run]

since_312 = pytest.mark.skipif(sys.version_info < (3, 12), reason="asyncio has it from Python 3.12 on")

ROUTES = {
    "asyncio.run": "asyncio.run(work())",
    "asyncio.run in debug mode": "asyncio.run(work(), debug=True)",
    "Runner": "with asyncio.Runner() as runner: runner.run(work())",
    "new_event_loop": "loop = asyncio.new_event_loop(); loop.run_until_complete(work()); loop.close()",
    "set_event_loop": "loop = asyncio.new_event_loop(); asyncio.set_event_loop(loop); "
    "asyncio.get_event_loop().run_until_complete(work())",
    "policy": "asyncio.get_event_loop_policy().new_event_loop().run_until_complete(work())",
    "new policy": "asyncio.set_event_loop_policy(asyncio.DefaultEventLoopPolicy()); asyncio.run(work())",
    "SelectorEventLoop": "asyncio.SelectorEventLoop().run_until_complete(work())",
    "run_forever": "loop = asyncio.new_event_loop(); "
    "loop.create_task(work()).add_done_callback(lambda _: loop.stop()); loop.run_forever()",
    "events": "asyncio.events.new_event_loop().run_until_complete(work())",
}

NEWER_ROUTES = {
    "loop_factory": "asyncio.run(work(), loop_factory=asyncio.new_event_loop)",
    "Runner's loop_factory": "with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as r: r.run(work())",
}


def route(how: str) -> str:
    """Write a program that reaches a loop in the way *how*."""
    return f"""
        import asyncio, warnings

        async def work():
            await asyncio.sleep(1_000)
            print("done")

        def main():
            warnings.simplefilter("ignore")
            {how}
    """


@pytest.mark.parametrize("how", ROUTES.values(), ids=ROUTES)
def test_route_leads_to_virtual_time(plainly: Program, how: str) -> None:
    """However a program comes by its loop, a long sleep takes no time and is recorded."""
    run = plainly(route(how))
    assert run.ended == "returned"
    assert (run.printed, run.elapsed) == ([(1_000.0, "done")], 1_000.0)


@since_312
@pytest.mark.parametrize("how", NEWER_ROUTES.values(), ids=NEWER_ROUTES)
def test_newer_route_leads_to_virtual_time(plainly: Program, how: str) -> None:
    """The routes that Python 3.12 added do so, too."""
    run = plainly(route(how))
    assert run.ended == "returned"
    assert (run.printed, run.elapsed) == ([(1_000.0, "done")], 1_000.0)


def test_current_loop_is_made_anew_in_each_run(plainly: Program) -> None:
    """What one run has set as its current loop, or as its policy, is not there in the next."""
    program = """
        import asyncio, warnings

        def main():
            warnings.simplefilter("ignore")
            try:
                asyncio.get_event_loop().run_until_complete(asyncio.sleep(1))
            except RuntimeError as error:
                return str(error)
            asyncio.set_event_loop(None)
            return "its own loop"
    """
    assert [plainly(program).returned for _ in range(3)] == ["its own loop"] * 3


def test_loops_of_one_program_share_the_clock(plainly: Program) -> None:
    """Several loops, one after the other and inside threads, live in the same time."""
    run = plainly("""
        import asyncio, threading

        async def say(word, delay):
            await asyncio.sleep(delay)
            print(word)

        def main():
            thread = threading.Thread(target=lambda: asyncio.run(say("thread", 2)))
            thread.start()
            with asyncio.Runner() as runner:
                runner.run(say("first", 1))
                runner.run(say("second", 2))
            thread.join()
            asyncio.run(say("third", 1))
    """)
    assert run.printed == [(1.0, "first"), (2.0, "thread"), (3.0, "second"), (4.0, "third")]


def test_task_names_count_within_a_run(call: Program) -> None:
    """Unnamed tasks are Task-1, Task-2, … in each run, however they are made; names given count as none."""
    program = """
        import asyncio

        async def main():
            loop = asyncio.get_running_loop()
            named = loop.create_task(asyncio.sleep(0), name="mine")
            made = [asyncio.create_task(asyncio.sleep(0)), asyncio.Task(asyncio.sleep(0)),
                    asyncio.ensure_future(asyncio.sleep(0)), loop.create_task(asyncio.sleep(0))]
            loop.set_task_factory(lambda loop, coro, **options: asyncio.Task(coro, loop=loop, **options))
            made += [asyncio.create_task(asyncio.sleep(0))]
            await asyncio.gather(named, *made)
            return [task.get_name() for task in [asyncio.current_task(), named, *made]]
    """
    runs = [call(program) for _ in range(2)]
    assert [run.returned for run in runs] == [["Task-1", "mine", *(f"Task-{n}" for n in range(2, 7))]] * 2
    assert sorted(task.name for task in runs[0].recording.tasks) == sorted(runs[0].returned)


def test_a_task_is_an_asyncio_task(call: Program) -> None:
    """The types that asyncio documents hold, and no representation shows the grader."""
    run = call("""
        import asyncio

        async def main():
            task = asyncio.create_task(asyncio.sleep(0))
            future = asyncio.get_running_loop().create_future()
            future.cancel()
            names = [type(x).__qualname__ for x in (task, future)]
            kinds = [isinstance(task, asyncio.Task), isinstance(task, asyncio.Future), asyncio.isfuture(task),
                     isinstance(future, asyncio.Future), type(task) is asyncio.Task, isinstance(future, asyncio.Task)]
            shown = repr(task) + repr(future) + repr(type(task)) + str(asyncio.get_running_loop())
            await task
            return names, kinds, "grader" in shown
    """)
    assert run.returned == (["Task", "Future"], [True, True, True, True, True, False], False)


def test_what_is_no_coroutine_makes_no_task(call: Program) -> None:
    """`create_task` refuses what it always refuses, and no task is recorded."""
    run = call("""
        import asyncio

        async def main():
            try:
                asyncio.create_task(42)
            except TypeError as error:
                return str(error)
    """)
    assert run.returned == "a coroutine was expected, got 42"
    assert [task.name for task in run.recording.tasks] == ["Task-1"]


@since_312
def test_eager_tasks_are_recorded(call: Program) -> None:
    """A task that starts eagerly is noted with its name and place, also if it ends at once."""
    run = call("""
        import asyncio

        async def quick():
            print("quick")

        async def slow():
            print("slow")
            await asyncio.sleep(1)

        async def main():
            asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
            tasks = asyncio.create_task(quick()), asyncio.create_task(slow())
            print("created")
            await asyncio.gather(*tasks)
    """)
    assert run.printed == [(0, "quick"), (0, "slow"), (0, "created")]
    tasks = [(t.name, t.coroutine, t.outcome, t.place and t.place.line) for t in run.recording.tasks]
    assert tasks == [
        ("Task-1", "main", "finished", None),
        ("Task-2", "quick", "finished", 12),
        ("Task-3", "slow", "finished", 12),
    ]


ENDLESS = {
    "sleep(0)": ("while True: await asyncio.sleep(0)", "steps"),
    "call_soon": ("tick = lambda: loop.call_soon(tick); tick(); await asyncio.Event().wait()", "steps"),
    "call_later(0)": ("tick = lambda: loop.call_later(0, tick); tick(); await asyncio.Event().wait()", "steps"),
    "new tasks": ("while True: asyncio.create_task(asyncio.sleep(9)); await asyncio.sleep(0)", "steps"),
    "heartbeat": ("while True: await asyncio.sleep(60)", "virtual"),
    "sleep(inf)": ("await asyncio.sleep(float('inf'))", "virtual"),
    "time.sleep": ("while True: time.sleep(60)", "virtual"),
}


@pytest.mark.parametrize(("body", "budget"), ENDLESS.values(), ids=ENDLESS)
def test_endless_program_is_given_up(call: Program, body: str, budget: str) -> None:
    """A program that never ends is ended by the cap on its steps or on its virtual time."""
    run = call(f"""
        import asyncio, time

        async def main():
            loop = asyncio.get_running_loop()
            {body}
    """)
    assert (run.ended, run.recording.budget) == ("budget", budget)


POLLING = {
    "loop.time()": "end = loop.time() + 3\n    while loop.time() < end: await asyncio.sleep(0)",
    "time.monotonic()": "end = time.monotonic() + 3\n    while time.monotonic() < end: await asyncio.sleep(0)",
    "task.done()": "task = asyncio.create_task(asyncio.sleep(3))\n    while not task.done(): await asyncio.sleep(0)",
    "a thread": "task = loop.run_in_executor(None, time.sleep, 3)\n    while not task.done(): await asyncio.sleep(0)",
}


@pytest.mark.parametrize("body", POLLING.values(), ids=POLLING)
def test_polling_takes_the_time_that_it_waits_for(call: Program, body: str) -> None:
    """Who asks again and again whether it is time comes to an end, as in life; and meanwhile others have their turn."""
    run = call(f"""
import asyncio, time

async def other():
    await asyncio.sleep(2.5)
    print("other")

async def main():
    loop = asyncio.get_running_loop()
    beside = asyncio.create_task(other())
    {body}
    print("over")
""")
    assert run.printed == [(2.5, "other"), (3, "over")]


def test_many_turns_at_once_take_no_time(call: Program) -> None:
    """A thousand turns of the loop in a row are work, and no waiting."""
    run = call("import asyncio\n\nasync def main():\n    for _ in range(990): await asyncio.sleep(0)")
    assert run.elapsed == 0


def test_caps_are_the_requests(call: Program) -> None:
    """The limits of a request decide when it is given up: after how many steps, and when."""
    heartbeat = """
        import asyncio

        async def main():
            while True:
                await asyncio.sleep(1)
    """
    few, short = call(heartbeat, limits=Limits(steps=100)), call(heartbeat, limits=Limits(virtual=10))
    assert (few.recording.budget, few.recording.steps) == ("steps", 101)
    assert (short.recording.budget, short.recording.elapsed) == ("virtual", 10 * 10**9)


def test_cycle_is_found_behind_a_heartbeat(call: Program) -> None:
    """Tasks that wait for one another are told of also when another one goes on for ever."""
    run = call("""
        import asyncio

        async def one(a, b):
            async with a:
                await asyncio.sleep(1)
                async with b:
                    pass

        async def heartbeat():
            while True:
                await asyncio.sleep(60)

        async def main():
            left, right = asyncio.Lock(), asyncio.Lock()
            beat = asyncio.create_task(heartbeat())
            await asyncio.gather(one(left, right), one(right, left))
    """)
    assert run.recording.budget == "virtual"
    assert run.recording.deadlock is not None
    assert run.recording.deadlock.cycle == ["Task-3", "Task-4", "Task-3"]


@pytest.mark.parametrize("how", ["awaited", "asyncio.run"])
def test_deadlock_is_told_of_as_it_was(call: Program, plainly: Program, how: str) -> None:
    """Who waits for what is looked at when nothing moves any more, before `asyncio.run` cancels it all."""
    program = """
        import asyncio

        async def philosopher(left, right):
            try:
                async with left:
                    await asyncio.sleep(1)
                    async with right:
                        pass
            finally:
                print("cleaned up")

        async def dine():
            a, b = asyncio.Lock(), asyncio.Lock()
            await asyncio.gather(philosopher(a, b), philosopher(b, a))

        def main():
            asyncio.run(dine())
    """
    run = call(program, name="dine") if how == "awaited" else plainly(program)
    found = run.recording.deadlock
    assert (run.ended, run.recording.elapsed, run.output) == ("deadlock", 10**9, "")
    assert found is not None
    assert [(w.task, w.waits_for, w.held_by, w.place and w.place.line) for w in found.waiters] == [
        ("Task-1", found.waiters[0].waits_for, "Task-2, Task-3", 14),
        ("Task-2", "Lock `right`", "Task-3", 7),
        ("Task-3", "Lock `right`", "Task-2", 7),
    ]
    assert found.cycle == ["Task-2", "Task-3", "Task-2"]
    assert [(task.outcome, task.cancel_requested) for task in run.recording.tasks] == [("pending", None)] * 3


def test_cpu_budget_names_the_line(fresh_bench: Any) -> None:
    """A computation without an end is ended by its CPU time, and the line that computed is told."""
    run = fresh_bench.call(
        """
        import asyncio

        async def main():
            await asyncio.sleep(1)
            while True:
                pass
        """,
        limits=Limits(cpu=0.2),
    )
    assert (run.recording.budget, run.recording.elapsed) == ("cpu", 10**9)
    assert (run.recording.place.line, run.recording.place.function) in [(5, "main"), (6, "main")]


def test_cpu_budget_names_the_line_in_a_thread(fresh_bench: Any) -> None:
    """That holds for the line of whichever thread computed."""
    run = fresh_bench.call(
        """
        import asyncio

        def compute():
            while True:
                pass

        async def main():
            await asyncio.to_thread(compute)
        """,
        limits=Limits(cpu=0.2),
    )
    assert run.recording.budget == "cpu"
    assert run.recording.place.function == "compute"


def test_swallowing_the_end_of_a_run_does_not_prolong_it(call: Program) -> None:
    """A bare `except` around the end of the run changes nothing about how it ended."""
    run = call("""
        import asyncio, time

        async def main():
            try:
                while True:
                    time.sleep(60)
            except BaseException:
                pass
            print("went on")
            await asyncio.sleep(1)
            return "fine"
    """)
    assert (run.ended, run.recording.budget, run.output) == ("budget", "virtual", "")


def test_tie_of_a_result_and_a_limit_ends(call: Program) -> None:
    """A future that is due exactly at the limit of `wait_for` gives its value or TimeoutError, and then it is over."""
    run = call("""
        import asyncio

        async def main():
            future = asyncio.get_running_loop().create_future()
            asyncio.get_running_loop().call_later(5, lambda: future.done() or future.set_result("value"))
            try:
                return await asyncio.wait_for(future, 5)
            except TimeoutError:
                return "TimeoutError"
    """)
    assert run.returned in ("value", "TimeoutError")
    assert run.elapsed == 5.0


def test_debug_mode_complains_of_slow_callbacks_in_virtual_time(plainly: Program) -> None:
    """Debug mode of asyncio measures with the virtual clock."""
    run = plainly("""
        import asyncio, logging, time

        async def main_task():
            time.sleep(3)

        def main():
            logging.basicConfig(format="%(message)s")
            asyncio.run(main_task(), debug=True)
    """)
    assert "took 3.000 seconds" in "".join(piece.text for piece in run.recording.output if piece.error)
