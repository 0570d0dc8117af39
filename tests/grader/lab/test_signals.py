"""Signals arrive at a virtual time, and are handled as Python and asyncio handle real ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from grader.judge.demands import Misused
from grader.judge.suite import job, note, program, scenario, signal_at

if TYPE_CHECKING:
    from grader.judge.run import Run

    Program = Callable[..., Run]


@scenario
async def on_loop(exercise: Any, arrivals: Any, *args: Any) -> Any:
    """Call the program's main function on a loop, with signals on their way."""
    for name, at in arrivals:
        signal_at(name, at)
    return await exercise.main(*args)


@scenario
def plain(exercise: Any, arrivals: Any, *args: Any) -> Any:
    """Call the program's main function with no loop, with signals on their way."""
    for name, at in arrivals:
        signal_at(name, at)
    return exercise.main(*args)


def test_add_signal_handler_calls_back_on_the_loop(bench: Any) -> None:
    """The callback runs on the loop, with its arguments, at the time at which the signal arrives, each time."""
    run = bench.play(
        """
        import asyncio, signal
        async def main():
            loop, seen = asyncio.get_running_loop(), []
            start, over = loop.time(), asyncio.Event()
            def hear(what):
                seen.append((what, loop.time() - start))
                if len(seen) == 3:
                    over.set()
            loop.add_signal_handler(signal.SIGTERM, hear, "term")
            loop.add_signal_handler(signal.SIGUSR1, hear, "one")
            await over.wait()
            return seen
        """,
        on_loop,
        [("SIGTERM", 3), ("SIGUSR1", 1.5), ("SIGTERM", 7)],
    )
    assert run.returned == [("one", 1.5), ("term", 3), ("term", 7)]
    assert (run.elapsed, run.at("SIGTERM"), run.times("SIGTERM")) == (7, 3, [3, 7])


def test_add_signal_handler_refuses_what_asyncio_refuses(bench: Any) -> None:
    """Coroutines, numbers that are none, and signals that nobody can handle; not from a thread; not when closed."""
    run = bench.play(
        """
        import asyncio, signal
        async def main():
            loop = asyncio.get_running_loop()
            async def coroutine(): pass
            for sig, callback in ((15, coroutine), ("SIGTERM", print), (999, print), (9, print)):
                try:
                    loop.add_signal_handler(sig, callback)
                except Exception as error:
                    print(type(error).__name__)
            print(loop.remove_signal_handler(15))
            loop.add_signal_handler(15, print)
            print(loop.remove_signal_handler(15), signal.getsignal(15))
            try:
                await asyncio.to_thread(loop.add_signal_handler, 15, print)
            except RuntimeError as error:
                print(error)
        """,
        on_loop,
        [],
    )
    assert (
        run.output.splitlines()
        == [
            *["TypeError", "TypeError", "ValueError", "RuntimeError", "False", "True 0"],
            "set_wakeup_fd only works in main thread of the main interpreter",
        ]
        or run.output.splitlines()[5] == "True Handlers.SIG_DFL"
    )


def test_signal_without_a_handler_ends_the_process(bench: Any) -> None:
    """SIGTERM ends everything where it stands, with no clean-up, and the recording says so."""
    source = """
        import asyncio
        async def main(work, clean):
            try:
                await work()
            finally:
                await clean()
    """
    run = bench.play(source, on_loop, [("SIGTERM", 3)], job("work", takes=9), job("clean"))
    assert (run.ended, run.recording.killed_by, run.recording.elapsed) == ("killed", "SIGTERM", 3 * 10**9)
    assert run.order == ["work started", "SIGTERM"]
    again = bench.play(source, on_loop, [], job("work", takes=9), job("clean"))
    assert (again.ended, again.elapsed) == ("returned", 9)


def test_removed_handler_leaves_the_default(bench: Any) -> None:
    """After `remove_signal_handler` the signal ends the process, and also when the loop was closed."""
    run = bench.play(
        """
        import asyncio, signal
        async def main():
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTERM, print, "once")
            await asyncio.sleep(2)
            loop.remove_signal_handler(signal.SIGTERM)
            await asyncio.sleep(9)
        """,
        on_loop,
        [("SIGTERM", 1), ("SIGTERM", 3)],
    )
    assert (run.ended, run.output) == ("killed", "once\n")
    run = bench.play(
        """
        import asyncio, signal, time
        async def work():
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, print, "heard")
            await asyncio.sleep(2)
        def main():
            asyncio.run(work())
            time.sleep(2)
        """,
        plain,
        [("SIGTERM", 1), ("SIGTERM", 3)],
    )
    assert (run.ended, run.output) == ("killed", "heard\n")


def test_harmless_signals_do_nothing(bench: Any) -> None:
    """A child's end, or a window's new size, concerns only those who ask; one may be ignored on purpose."""
    run = bench.play(
        """
        import asyncio, signal
        async def main():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            await asyncio.sleep(5)
            return "done"
        """,
        on_loop,
        [("SIGCHLD", 1), ("SIGWINCH", 2), ("SIGTERM", 3)],
    )
    assert (run.returned, run.elapsed) == ("done", 5)


def test_python_handler_runs_in_the_middle_of_a_blocking_call(bench: Any) -> None:
    """A handler of `signal.signal` runs at once, and the call goes on for the rest of its time, as PEP 475 says."""
    run = bench.play(
        """
        import signal, time
        def main():
            start = time.monotonic()
            before = signal.signal(signal.SIGTERM, lambda number, frame: print(number, time.monotonic() - start))
            print(before == signal.SIG_DFL, callable(signal.getsignal(signal.SIGTERM)))
            time.sleep(5)
            print(time.monotonic() - start)
        """,
        plain,
        [("SIGTERM", 2), ("SIGTERM", 3)],
    )
    assert run.output.splitlines() == ["True True", "15 2.0", "15 3.0", "5.0"]


def test_python_handler_that_raises_ends_the_call(bench: Any) -> None:
    """What it raises comes out where the main thread stands."""
    run = bench.play(
        """
        import signal, sys, threading, time
        def main():
            def stop(number, frame): raise LookupError("stop")
            signal.signal(signal.SIGTERM, stop)
            lock = threading.Lock()
            lock.acquire()
            try:
                lock.acquire()
            except LookupError as error:
                print(error, lock.locked())
            lock.release()
            print(lock.locked())
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
            time.sleep(9)
        """,
        plain,
        [("SIGTERM", 2), ("SIGTERM", 3)],
    )
    assert run.raised == ("SystemExit", "3")
    assert run.output.splitlines() == ["stop True", "False"]


def test_python_handler_does_not_wake_the_loop(bench: Any) -> None:
    """What it asks of the loop happens when that wakes up by itself; `call_soon_threadsafe` wakes it."""
    source = """
        import asyncio, signal
        async def main(wake):
            loop, over = asyncio.get_running_loop(), asyncio.Event()
            start = loop.time()
            def hear(number, frame):
                loop.call_soon_threadsafe(over.set) if wake else over.set()
            signal.signal(signal.SIGTERM, hear)
            waiting = asyncio.create_task(over.wait())
            await asyncio.wait([waiting, asyncio.create_task(asyncio.sleep(5))], return_when="FIRST_COMPLETED")
            return waiting.done(), loop.time() - start
    """
    run = bench.play(source, on_loop, [("SIGTERM", 2)], 1)
    assert (run.returned, run.warnings) == ((True, 2), [])
    run = bench.play(source, on_loop, [("SIGTERM", 2)], 0)
    assert (run.returned[1], run.warnings) == (5, ["not woken"])
    assert run.recording.warnings[0].what == "loop.call_soon_threadsafe(over.set) if wake else over.set()"


def test_python_handlers_belong_to_the_main_thread(bench: Any) -> None:
    """Only there one can be set, and only there it runs."""
    run = bench.play(
        """
        import signal, threading, time
        def work():
            try:
                signal.signal(signal.SIGTERM, print)
            except ValueError as error:
                print(error)
            time.sleep(5)
        def main():
            signal.signal(signal.SIGTERM, lambda *_: print(threading.current_thread().name))
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        """,
        plain,
        [("SIGTERM", 2)],
    )
    assert run.output.splitlines() == ["signal only works in main thread of the main interpreter", "MainThread"]
    assert run.elapsed == 5


CTRL_C = """
    import asyncio

    async def work(job, clean):
        try:
            await job()
        finally:
            await clean()

    def main(*jobs):
        asyncio.run(work(*jobs))
"""


def test_ctrl_c_cancels_the_main_task_of_asyncio_run(bench: Any) -> None:
    """The main task cleans up, then `asyncio.run` raises KeyboardInterrupt."""
    run = bench.play(CTRL_C, plain, [("SIGINT", 3)], job("work", takes=9), job("clean", takes=2))
    assert run.raised == ("KeyboardInterrupt", "")
    assert run.order == ["work started", "SIGINT", "work cancelled", "clean started", "clean finished"]
    assert run.recording.warnings == []
    assert (run.at("SIGINT"), run.at("work cancelled"), run.elapsed) == (3, 3, 5)


def test_second_ctrl_c_interrupts_at_once(bench: Any) -> None:
    """KeyboardInterrupt ends the loop; what still runs is cancelled."""
    run = bench.play(CTRL_C, plain, [("SIGINT", 3), ("SIGINT", 4)], job("work", takes=9), job("clean", takes=7))
    assert run.raised == ("KeyboardInterrupt", "")
    assert (run.at("clean started"), run.at("clean cancelled"), run.elapsed) == (3, 4, 4)


def test_ctrl_c_that_is_caught(bench: Any) -> None:
    """A main task that catches its cancellation returns; one that was cancelled by others, too, raises that."""
    run = bench.play(
        """
        import asyncio
        async def work():
            try:
                await asyncio.sleep(9)
            except asyncio.CancelledError:
                return "stopped"
        def main():
            return asyncio.run(work())
        """,
        plain,
        [("SIGINT", 3)],
    )
    assert (run.returned, run.elapsed) == ("stopped", 3)


def test_ctrl_c_on_the_loop_of_a_scenario(bench: Any) -> None:
    """A program that is called on a loop is interrupted as by `asyncio.run`."""
    source = """
        import asyncio
        async def main(job, clean):
            try:
                await job()
            finally:
                await clean()
    """
    run = bench.play(source, on_loop, [("SIGINT", 3)], job("work", takes=9), job("clean", takes=2))
    assert run.raised == ("KeyboardInterrupt", "")
    assert (run.at("work cancelled"), run.elapsed) == (3, 5)
    run = bench.play(source, on_loop, [("SIGINT", 3), ("SIGINT", 4)], job("work", takes=9), job("clean", takes=7))
    assert run.raised == ("KeyboardInterrupt", "")
    assert (run.at("clean cancelled"), run.elapsed) == (4, 4)


def test_ctrl_c_without_a_loop(bench: Any) -> None:
    """KeyboardInterrupt comes up where the program stands; so it does in a task that blocks, after the first one."""
    run = bench.play("import time\ndef main():\n    time.sleep(9)", plain, [("SIGINT", 2)])
    assert run.raised == ("KeyboardInterrupt", "")
    assert run.elapsed == 2
    run = bench.play(
        """
        import asyncio, time
        async def work():
            try:
                time.sleep(9)
            except KeyboardInterrupt:
                print("in the middle")
                raise
        def main():
            asyncio.run(work())
        """,
        plain,
        [("SIGINT", 2), ("SIGINT", 3)],
    )
    assert (run.raised, run.output, run.recording.elapsed) == (("KeyboardInterrupt", ""), "in the middle\n", 3 * 10**9)
    assert [(each.start, each.end, each.what) for each in run.recording.blocked] == [(0, 3 * 10**9, "time.sleep()")]


def test_own_handler_for_ctrl_c_comes_before_that_of_asyncio_run(bench: Any) -> None:
    """With `add_signal_handler(SIGINT, …)` nothing is cancelled; afterwards, Ctrl-C is itself again."""
    run = bench.play(
        """
        import asyncio, signal, time
        async def work():
            over = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, over.set)
            await over.wait()
            return "told"
        def main():
            print(asyncio.run(work()), signal.getsignal(signal.SIGINT) is signal.default_int_handler)
            time.sleep(9)
        """,
        plain,
        [("SIGINT", 2), ("SIGINT", 4)],
    )
    assert run.raised == ("KeyboardInterrupt", "")
    assert (run.output, run.elapsed) == ("told True\n", 4)


@pytest.mark.parametrize("send", ["signal.raise_signal(signal.SIGTERM)", "os.kill(os.getpid(), signal.SIGTERM)"])
def test_signals_to_oneself_go_the_same_way(bench: Any, send: str) -> None:
    """They call the handlers of the run; without one, they end it."""
    source = f"""
        import asyncio, os, signal
        async def main(handle):
            over = asyncio.Event()
            if handle == "loop":
                asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
            elif handle:
                signal.signal(signal.SIGTERM, lambda *_: (over.set(), print("now")))
            {send}
            print("sent")
            await over.wait()
    """
    assert bench.play(source, on_loop, [], "loop").output == "sent\n"
    assert bench.play(source, on_loop, [], "python").output == "now\nsent\n"
    run = bench.play(source, on_loop, [], "")
    assert (run.ended, run.recording.killed_by, run.output) == ("killed", "SIGTERM", "")
    assert run.recording.place is not None
    assert run.recording.place.code == send


def test_signal_from_a_thread_is_handled_in_the_main_thread(bench: Any) -> None:
    """It interrupts what the main thread waits for."""
    run = bench.play(
        """
        import asyncio, os, signal, threading, time
        def send():
            time.sleep(2)
            os.kill(os.getpid(), signal.SIGUSR1)
            time.sleep(1)
        async def main():
            signal.signal(signal.SIGUSR1, lambda *_: print(threading.current_thread().name))
            await asyncio.to_thread(send)
        """,
        on_loop,
        [],
    )
    assert (run.output, run.elapsed) == ("MainThread\n", 3)


def test_signal_says_that_it_never_comes_back(bench: Any) -> None:
    """A run with signals leaves no handler behind for the next one."""
    source = """
        import asyncio, signal
        async def main(set_it):
            print(signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)
            if set_it:
                signal.signal(signal.SIGTERM, print)
    """
    for set_it in True, False:
        assert bench.play(source, on_loop, [], set_it).output == "True\n"


def test_endless_loops_are_ended_whatever_handlers_there_are(fresh_bench: Any) -> None:
    """The signals by which the lab ends a run are not the submission's to handle."""
    from grader.protocol import Limits

    run = fresh_bench.play(
        """
        import signal
        async def main():
            signal.signal(signal.SIGPROF, signal.SIG_IGN)
            while True:
                pass
        """,
        on_loop,
        [],
        limits=Limits(cpu=0.2),
    )
    assert run.recording.budget == "cpu"


def test_programs_do_not_hear_of_signals(bench: Any) -> None:
    """A signal arrives at the submission; the programs that it has started get those that it sends them."""
    run = bench.play(
        """
        import asyncio, signal
        async def main(name):
            process = await asyncio.create_subprocess_exec(name)
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, process.terminate)
            return await process.wait()
        """,
        on_loop,
        [("SIGTERM", 2)],
        program("a", takes=9, stops=1),
    )
    assert (run.returned, run.elapsed) == (-15, 3)
    assert run.order == ["a started", "SIGTERM", "a got SIGTERM", "a killed"]


def test_signal_at_belongs_in_a_scenario() -> None:
    """Elsewhere it says so."""
    with pytest.raises(Misused, match=r"signal_at\('SIGTERM', 3\) belongs in a function marked @scenario"):
        signal_at("SIGTERM", 3)
    assert note is not signal_at
