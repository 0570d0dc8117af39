"""Calls from a thread to what belongs to another one's event loop are recorded, harmless this time or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from grader.judge.run import Run

    Program = Callable[..., Run]

PROGRAM = """
import asyncio, threading, time

async def nothing():
    pass

async def main():
    loop = asyncio.get_running_loop()
    queue, event, lock, semaphore = asyncio.Queue(), asyncio.Event(), asyncio.Lock(), asyncio.Semaphore()
    future, task, timer = loop.create_future(), asyncio.create_task(asyncio.sleep(9)), loop.call_later(9, print)
    condition = asyncio.Condition()
    waits = {{"queue": queue.get, "event": event.wait, "future": lambda: future}}

    def work():
        time.sleep(1)
        {call}

    await lock.acquire()
    await semaphore.acquire()
    if {full}:
        queue.put_nowait(0)
    thread = threading.Thread(target=work)
    thread.start()
    if "{waits}":
        await waits["{waits}"]()
    await asyncio.sleep(3)
"""

CALLS = {
    "loop.call_soon(print)": "",
    "loop.call_later(1, print)": "",
    "loop.call_at(5, print)": "",
    "loop.create_task(nothing())": "",
    "asyncio.ensure_future(nothing(), loop=loop)": "",
    "timer.cancel()": "",
    "task.cancel()": "",
    "future.set_result(1)": "",
    "future.set_exception(OSError())": "",
    "future.cancel()": "",
    "event.set()": "",
    "event.clear()": "",
    "queue.put_nowait(1)": "",
    "queue.get_nowait()": "",
    "queue.task_done()": "",
    "lock.release()": "",
    "semaphore.release()": "",
    "condition.notify()": "",
    "condition.notify_all()": "",
    "queue.put_nowait(2)": "queue",
    "event.set( )": "event",
    "future.set_result(2)": "future",
}


@pytest.mark.parametrize("intrusion", CALLS)
def test_call_from_another_thread_is_recorded(call: Program, intrusion: str) -> None:
    """What is not thread-safe is noted once, with the line that called it and the line of the loop's side."""
    full = intrusion.startswith(("queue.get", "queue.task"))
    run = call(PROGRAM.format(call=intrusion, waits=CALLS[intrusion], full=full))
    [warning] = [w for w in run.recording.warnings if w.kind == "not thread-safe"]
    assert warning.what == f"`{intrusion}` in thread Thread-1 (work), but the event loop runs in MainThread"
    assert warning.at == 10**9
    assert warning.place is not None
    assert (warning.place.code, warning.place.function) == (intrusion, "work")
    assert warning.other is not None
    waited = f'await waits["{CALLS[intrusion]}"]()' if CALLS[intrusion] else "await asyncio.sleep(3)"
    assert warning.other.code == waited


FINE = {
    "call_soon_threadsafe": "loop.call_soon_threadsafe(queue.put_nowait, 1)",
    "run_coroutine_threadsafe": "asyncio.run_coroutine_threadsafe(queue.put(1), loop).result()",
    "a future's method, threadsafe": "loop.call_soon_threadsafe(future.set_result, 1)",
    "a loop of its own": "asyncio.run(asyncio.wait_for(asyncio.sleep(1), 5))",
    "primitives of its own": "mine = asyncio.Queue(); mine.put_nowait(1); mine.get_nowait(); asyncio.Event().set()",
    "a primitive for the loop": "e = asyncio.Event(); loop.call_soon_threadsafe(e.set)",
    "looking": "task.done(), future.done(), event.is_set(), queue.qsize(), loop.time(), loop.is_running()",
}


@pytest.mark.parametrize("name", FINE)
def test_nothing_is_said_of_what_is_safe(call: Program, name: str) -> None:
    """Calls that asyncio documents as thread-safe, and loops and primitives of the thread's own, are fine."""
    assert call(PROGRAM.format(call=FINE[name], waits="", full=False)).warnings == []


@pytest.mark.parametrize("how", ["asyncio.to_thread(time.sleep, 1)", "loop.run_in_executor(None, time.sleep, 1)"])
def test_asyncio_itself_is_safe(call: Program, how: str) -> None:
    """What asyncio does from its own threads is not recorded."""
    run = call(f"""
        import asyncio, concurrent.futures, time

        async def main():
            loop = asyncio.get_running_loop()
            await {how}
            pool = concurrent.futures.ThreadPoolExecutor()
            await asyncio.wrap_future(pool.submit(time.sleep, 1))
            try:
                await asyncio.wait_for(asyncio.wrap_future(pool.submit(time.sleep, 9)), 1.5)
            except TimeoutError:
                pass
    """)
    assert run.warnings == []


def test_loop_is_not_woken_by_call_soon(call: Program) -> None:
    """What another thread gives the loop by `call_soon` waits until the loop wakes for something else, as in life."""
    run = call("""
        import asyncio, threading, time

        async def main():
            loop = asyncio.get_running_loop()

            def work():
                time.sleep(1)
                loop.call_soon(print, "late")
                time.sleep(1)
                loop.call_soon_threadsafe(print, "at once")

            threading.Thread(target=work).start()
            await asyncio.sleep(5)
    """)
    assert run.printed == [(2.0, "late"), (2.0, "at once")]


def test_loop_that_nothing_wakes_is_a_deadlock(call: Program) -> None:
    """A future that another thread sets without waking the loop is never noticed; both are told of."""
    run = call("""
        import asyncio, threading, time

        async def main():
            future = asyncio.get_running_loop().create_future()

            def work():
                time.sleep(1)
                future.set_result(1)

            threading.Thread(target=work).start()
            await future
    """)
    assert run.ended == "deadlock"
    [warning] = run.recording.warnings
    assert warning.place is not None
    assert warning.other is not None
    assert (warning.place.line, warning.other.line) == (8, 11)


def test_method_that_a_thread_runs_is_recorded_with_the_threads_start(call: Program) -> None:
    """If no line of the submission's calls the method, the one that started the thread is blamed."""
    run = call("""
        import asyncio, threading

        async def main():
            queue = asyncio.Queue()
            threading.Thread(target=queue.put_nowait, args=(1,)).start()
            return await queue.get()
    """)
    [warning] = run.recording.warnings
    assert warning.what.startswith("`Queue.put_nowait()` in thread Thread-1 (put_nowait), but")
    assert warning.place is not None
    assert warning.place.line == 5


def test_same_line_is_recorded_once(call: Program) -> None:
    """A line that does it a thousand times is one mistake."""
    run = call("""
        import asyncio

        async def main():
            queue = asyncio.Queue()

            def work():
                for n in range(1000):
                    queue.put_nowait(n)
                queue.put_nowait(None)

            await asyncio.to_thread(work)
            return queue.qsize()
    """)
    assert (run.returned, run.warnings) == (1001, ["not thread-safe"] * 2)
