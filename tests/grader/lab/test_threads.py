"""Threads take turns in virtual time: honest programs that use them end as they would in life, only sooner."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from grader.judge.run import Run

    Program = Callable[..., Run]


def test_threads_that_share_a_lock_take_turns(call: Program) -> None:
    """Three `to_thread` calls that sleep while holding one Lock take three times as long."""
    run = call("""
        import asyncio, threading, time

        lock = threading.Lock()

        def work(n):
            with lock:
                time.sleep(1)
                print(n)

        async def main():
            await asyncio.gather(*(asyncio.to_thread(work, n) for n in range(3)))
    """)
    assert run.printed == [(1.0, "0"), (2.0, "1"), (3.0, "2")]
    assert run.elapsed == 3.0


@pytest.mark.parametrize("wait", ["queue.get()", "asyncio.wait_for(queue.get(), 60)"], ids=["no timer", "timer"])
def test_thread_feeds_a_queue(call: Program, wait: str) -> None:
    """A plain Thread that feeds a loop is waited for: there is neither a deadlock nor a timeout too early."""
    run = call(f"""
        import asyncio, threading, time

        async def main():
            loop, queue, got = asyncio.get_running_loop(), asyncio.Queue(), []

            def feed():
                for n in range(3):
                    time.sleep(1)
                    loop.call_soon_threadsafe(queue.put_nowait, n)

            threading.Thread(target=feed).start()
            for _ in range(3):
                got.append(await {wait})
            return got
    """)
    assert (run.returned, run.elapsed) == ([0, 1, 2], 3.0)


def test_executor_futures_can_be_awaited(call: Program) -> None:
    """What a ThreadPoolExecutor of three does goes on at the same time, and `wrap_future` waits for it."""
    run = call("""
        import asyncio, concurrent.futures, time

        def work(n):
            time.sleep(n)
            return n

        async def main():
            with concurrent.futures.ThreadPoolExecutor(3) as pool:
                return await asyncio.gather(*(asyncio.wrap_future(pool.submit(work, n)) for n in (3, 1, 2)))
    """)
    assert (run.returned, run.elapsed, run.blocked) == ([3, 1, 2], 3.0, [])


def test_executor_honours_its_size(call: Program) -> None:
    """Three jobs of a second on a pool of one take three seconds."""
    run = call("""
        import asyncio, concurrent.futures, time

        async def main():
            loop, pool = asyncio.get_running_loop(), concurrent.futures.ThreadPoolExecutor(1)
            await asyncio.gather(*(loop.run_in_executor(pool, time.sleep, 1) for _ in range(3)))
    """)
    assert run.elapsed == 3.0


def test_default_executor_has_a_fixed_size(call: Program) -> None:
    """The default executor has eight threads on every machine: nine sleeps take two turns."""
    run = call("""
        import asyncio, os, time

        async def main():
            await asyncio.gather(*(asyncio.to_thread(time.sleep, 1) for _ in range(9)))
            return os.cpu_count()
    """)
    assert (run.returned, run.elapsed) == (4, 2.0)


@pytest.mark.parametrize("how", ["awaited", "asyncio.run"])
def test_default_executor_is_joined_at_the_end(call: Program, plainly: Program, how: str) -> None:
    """`asyncio.run` waits for a thread also if nobody waits for its result any more."""
    program = """
        import asyncio, time

        def work():
            time.sleep(10)
            print("work done")

        async def impatient():
            try:
                await asyncio.wait_for(asyncio.to_thread(work), 1)
            except TimeoutError:
                print("timeout")

        def main():
            asyncio.run(impatient())
    """
    run = call(program, name="impatient") if how == "awaited" else plainly(program)
    assert run.printed == [(1.0, "timeout"), (10.0, "work done")]
    assert (run.elapsed, run.closed) == ((1.0 if how == "awaited" else 10.0), 10.0)


PRIMITIVES = {
    "Event": (
        """
            event = threading.Event()
            start(lambda: (time.sleep(2), event.set()))
            print(event.wait(1), event.is_set())
            print(event.wait(), event.is_set())
        """,
        [(1.0, "False False"), (2.0, "True True")],
    ),
    "Condition": (
        """
            condition, items = threading.Condition(), []
            def produce():
                for n in range(2):
                    time.sleep(1)
                    with condition:
                        items.append(n)
                        condition.notify()
            start(produce)
            with condition:
                for _ in range(2):
                    condition.wait_for(lambda: items)
                    print(items.pop())
                print(condition.wait(0.5))
        """,
        [(1.0, "0"), (2.0, "1"), (2.5, "False")],
    ),
    "Semaphore": (
        """
            semaphore = threading.Semaphore(2)
            def work(n):
                with semaphore:
                    time.sleep(n)
                    print(n)
            for thread in [start(lambda n=n: work(n)) for n in (3, 1, 1)]:
                thread.join()
            print(semaphore.acquire(timeout=1), semaphore.acquire(blocking=False), semaphore.acquire(timeout=1))
        """,
        [(1.0, "1"), (2.0, "1"), (3.0, "3"), (4.0, "True True False")],
    ),
    "Barrier": (
        """
            barrier = threading.Barrier(2)
            def late():
                time.sleep(2)
                barrier.wait()
            start(late)
            barrier.wait()
            print("together")
            try:
                barrier.wait(1)
            except threading.BrokenBarrierError:
                print("broken")
        """,
        [(2.0, "together"), (3.0, "broken")],
    ),
    "Timer": (
        """
            timer, cancelled = threading.Timer(2, print, ["rings"]), threading.Timer(1, print, ["never"])
            timer.start(), cancelled.start(), cancelled.cancel()
            timer.join()
            print(timer.is_alive(), cancelled.is_alive())
        """,
        [(2.0, "rings"), (2.0, "False False")],
    ),
    "RLock": (
        """
            lock = threading.RLock()
            def work(n):
                with lock, lock:
                    time.sleep(1)
                    print(n)
            for thread in [start(lambda n=n: work(n)) for n in (1, 2)]:
                thread.join()
        """,
        [(1.0, "1"), (2.0, "2")],
    ),
    "Lock with a timeout": (
        """
            lock = threading.Lock()
            def hold():
                with lock:
                    time.sleep(3)
            start(hold)
            time.sleep(0.5)
            print(lock.acquire(timeout=1), lock.acquire(blocking=False), lock.locked())
            with lock:
                print("mine")
            time.sleep(1)
            print(lock.locked())
        """,
        [(1.5, "False False True"), (3.0, "mine"), (4.0, "False")],
    ),
    "queue.Queue": (
        """
            tasks = queue.Queue(1)
            def work():
                while (task := tasks.get()) is not None:
                    time.sleep(1)
                    print(task)
                    tasks.task_done()
            worker = start(work)
            for n in range(3):
                tasks.put(n)
            tasks.join()
            tasks.put(None)
            worker.join()
            try:
                tasks.get(timeout=1)
            except queue.Empty:
                print("empty")
        """,
        [(1.0, "0"), (2.0, "1"), (3.0, "2"), (4.0, "empty")],
    ),
    "SimpleQueue": (
        """
            tasks = queue.SimpleQueue()
            start(lambda: (time.sleep(2), tasks.put("late")))
            try:
                tasks.get(timeout=1)
            except queue.Empty:
                print("empty")
            print(tasks.get(), tasks.empty())
        """,
        [(1.0, "empty"), (2.0, "late True")],
    ),
    "join with a timeout": (
        """
            thread = start(lambda: time.sleep(2))
            thread.join(1)
            print(thread.is_alive())
            time.sleep(3)
            print(thread.is_alive())
        """,
        [(1.0, "True"), (4.0, "False")],
    ),
    "subclass of Thread": (
        """
            class Worker(threading.Thread):
                def run(self):
                    time.sleep(1)
                    print(self.name, threading.current_thread() is self, self.daemon)
            worker = Worker(name="mine", daemon=True)
            worker.start()
            worker.join()
        """,
        [(1.0, "mine True True")],
    ),
    "thread-local data": (
        """
            local = threading.local()
            local.name = "outside"
            start(lambda: print(hasattr(local, "name"))).join()
            print(local.name)
        """,
        [(0.0, "False"), (0.0, "outside")],
    ),
}


@pytest.mark.parametrize(("body", "printed"), PRIMITIVES.values(), ids=PRIMITIVES)
def test_primitive_works_in_virtual_time(plainly: Program, body: str, printed: list[tuple[float, str]]) -> None:
    """What `threading` and `queue` offer waits in virtual time, with its timeouts."""
    run = plainly(
        "import queue, threading, time\n"
        "def start(function):\n"
        "    thread = threading.Thread(target=function)\n"
        "    thread.start()\n"
        "    return thread\n"
        "def main():\n" + body
    )
    assert run.ended == "returned"
    assert run.printed == printed


def test_thread_waits_for_a_coroutine(plainly: Program) -> None:
    """`run_coroutine_threadsafe(…).result()` waits for the loop in another thread, or for its timeout."""
    run = plainly("""
        import asyncio, threading

        async def work(n):
            await asyncio.sleep(n)
            return n

        def main():
            loop = asyncio.new_event_loop()
            thread = threading.Thread(target=loop.run_forever)
            thread.start()
            futures = [asyncio.run_coroutine_threadsafe(work(n), loop) for n in (2, 1)]
            print([future.result() for future in futures])
            try:
                asyncio.run_coroutine_threadsafe(work(5), loop).result(timeout=1)
            except TimeoutError:
                print("timeout")
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
    """)
    assert run.ended == "returned"
    assert run.printed == [(2.0, "[2, 1]"), (3.0, "timeout")]


def test_message_does_not_wake_a_blocked_loop(call: Program) -> None:
    """`call_soon_threadsafe` ends no `time.sleep` of the loop's thread, and hands it no lock."""
    run = call("""
        import asyncio, threading, time

        lock = threading.Lock()

        def other(loop):
            with lock:
                for _ in range(4):
                    time.sleep(1)
                    loop.call_soon_threadsafe(print, "message")
                print("released")

        async def main():
            threading.Thread(target=other, args=[asyncio.get_running_loop()]).start()
            await asyncio.sleep(0.5)
            time.sleep(2)
            print("slept")
            with lock:
                print("mine")
            await asyncio.sleep(1)
    """)
    assert run.printed == [
        *[(2.5, "slept"), (4.0, "released"), (4.0, "mine")],
        *[(4.0, "message")] * 4,
    ]


def test_sleeping_on_the_loops_thread_is_recorded(call: Program) -> None:
    """A `time.sleep` on the loop's thread keeps all tasks from running, and is noted with task, times and line."""
    run = call("""
        import asyncio, time

        async def heartbeat():
            for _ in range(3):
                print("beat")
                await asyncio.sleep(1)

        async def careless():
            await asyncio.sleep(0.5)
            time.sleep(4)

        async def main():
            await asyncio.gather(heartbeat(), careless())
    """)
    assert run.printed == [(0, "beat"), (4.5, "beat"), (5.5, "beat")]
    [blocked] = run.recording.blocked
    assert (blocked.task, blocked.start, blocked.end, blocked.what) == (
        "Task-3",
        500_000_000,
        4_500_000_000,
        "time.sleep()",
    )
    assert blocked.place is not None
    assert (blocked.place.line, blocked.place.code) == (10, "time.sleep(4)")


@pytest.mark.parametrize(
    ("call_", "what"),
    [
        ("event.wait()", "a threading lock"),
        ("thread.join()", "Thread.join()"),
        ("future.result()", "a threading lock"),
    ],
)
def test_waiting_for_a_thread_on_the_loops_thread_is_recorded(call: Program, call_: str, what: str) -> None:
    """Whatever blocks the loop's thread is noted, not sleeping alone."""
    run = call(f"""
        import asyncio, concurrent.futures, threading, time

        async def main():
            event, future = threading.Event(), concurrent.futures.Future()

            def work():
                time.sleep(2)
                event.set()
                future.set_result(None)

            thread = threading.Thread(target=work)
            thread.start()
            {call_}
    """)
    assert [(b.start, b.end, b.what.partition(",")[0]) for b in run.blocked] == [(0.0, 2.0, what)]


def test_threads_are_told_of_in_a_deadlock(plainly: Program) -> None:
    """Threads that wait for one another are a deadlock, told of by who holds what."""
    run = plainly("""
        import threading, time

        def take(first, second):
            with first:
                time.sleep(1)
                with second:
                    pass

        def main():
            a, b = threading.Lock(), threading.Lock()
            threads = [threading.Thread(target=take, args=pair) for pair in [(a, b), (b, a)]]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    """)
    assert run.ended == "deadlock"
    assert run.recording.deadlock is not None
    assert [(w.task, w.waits_for) for w in run.recording.deadlock.waiters] == [
        ("thread MainThread", "the end of thread Thread-1 (take)"),
        ("thread Thread-1 (take)", "a threading lock, which Thread-2 (take) holds"),
        ("thread Thread-2 (take)", "a threading lock, which Thread-1 (take) holds"),
    ]


def test_result_on_the_loops_own_thread_is_a_deadlock(call: Program) -> None:
    """Waiting for a coroutine on the thread that has to run it never ends, and is said to."""
    run = call("""
        import asyncio

        async def main():
            asyncio.run_coroutine_threadsafe(asyncio.sleep(1), asyncio.get_running_loop()).result()
    """)
    assert run.ended == "deadlock"


def test_threads_are_named_and_counted_anew(plainly: Program) -> None:
    """Names and numbers of threads are the same in each run, also if a run leaves threads behind."""
    program = """
        import threading, time
        from concurrent.futures import ThreadPoolExecutor

        def name():
            return threading.current_thread().name

        def main():
            forgotten = threading.Thread(target=threading.Event().wait, daemon=True)
            forgotten.start()
            pool = ThreadPoolExecutor(1)
            time.sleep(1)
            return forgotten.name, pool.submit(name).result(), threading.active_count(), name()
    """
    expected = ("Thread-1 (wait)", "ThreadPoolExecutor-0_0", 3, "MainThread")
    assert [plainly(program).returned for _ in range(3)] == [expected] * 3


def test_many_runs_may_leave_threads_behind(plainly: Program) -> None:
    """Runs that never shut their executors down do not use up the process."""
    program = """
        from concurrent.futures import ThreadPoolExecutor

        def main():
            return sum(ThreadPoolExecutor(4).map(abs, range(8)))
    """
    assert {plainly(program).returned for _ in range(300)} == {28}


def test_hundreds_of_threads_fit(plainly: Program) -> None:
    """How many threads a program may have does not depend on the cores of the machine, or on what memory they touch."""
    run = plainly("""
        import threading, time

        def work():
            bytearray(10_000)
            time.sleep(1)

        def main():
            threads = [threading.Thread(target=work) for _ in range(300)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return threading.active_count()
    """)
    assert (run.returned, run.elapsed) == (1, 1.0)


def test_exception_in_a_thread_is_noted(plainly: Program) -> None:
    """What ends a thread is among the complaints, with its line; the program goes on."""
    run = plainly("""
        import threading

        def work():
            raise ValueError("no")

        def main():
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
            return thread.is_alive()
    """)
    [warning] = run.recording.warnings
    assert (run.returned, warning.kind, warning.what) == (False, "callback", "Thread-1 (work): ValueError: no")
    assert warning.place is not None
    assert warning.place.line == 4


@pytest.mark.parametrize(
    ("misuse", "message"),
    [
        ("thread.join()", "cannot join thread before it is started"),
        ("thread.start(), thread.start()", "threads can only be started once"),
        ("threading.current_thread().join()", "cannot join current thread"),
        ("threading.Lock().release()", "release unlocked lock"),
    ],
)
def test_misuse_of_threads_raises(plainly: Program, misuse: str, message: str) -> None:
    """Misuse is refused in `threading`'s own words."""
    run = plainly(f"""
        import threading

        def main():
            thread = threading.Thread(target=print)
            {misuse}
    """)
    assert run.raised == ("RuntimeError", message)


def test_threads_work_however_the_lab_was_started(any_bench: Any) -> None:
    """Threads behave the same in a forked worker and in a fresh interpreter."""
    run = any_bench.call("""
        import asyncio, threading, time

        def work(n):
            time.sleep(n)
            print(threading.current_thread().name)

        async def main():
            await asyncio.gather(*(asyncio.to_thread(work, n) for n in (2, 1)))
    """)
    assert run.printed == [(1.0, "asyncio_1"), (2.0, "asyncio_0")]


def test_a_thread_without_work_is_not_told_of(call: Program) -> None:
    """In a deadlock, a thread of an executor that waits for something to do is nobody's fault."""
    run = call("""
        import asyncio, threading

        async def main():
            lock = threading.Lock()
            await asyncio.to_thread(lock.acquire)
            await asyncio.gather(asyncio.to_thread(lock.acquire), asyncio.to_thread(print))
    """)
    assert run.recording.deadlock is not None
    tasks = [waiter.task for waiter in run.recording.deadlock.waiters]
    assert tasks.count("thread asyncio_0") + tasks.count("thread asyncio_1") == 1
