"""Honest programs with threads, whole: each ends as it would in life, at the second at which it would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from grader.judge.run import Run

    Program = Callable[..., Run]

IMPORTS = """
import asyncio, concurrent.futures, contextvars, functools, itertools, queue, threading, time
from concurrent.futures import ThreadPoolExecutor

def work(n):
    time.sleep(n)
    return n

async def asleep(n):
    await asyncio.sleep(n)
    return n
"""


@dataclass(frozen=True)
class Honest:
    """A program, and its exact outcome: what `main` returns and when, what is printed when, when the loop was held up.

    *closed* is when the default executor had been joined, if that was later.
    """

    source: str
    returned: Any = None
    elapsed: float = 0
    printed: list[tuple[float, str]] = field(default_factory=list)
    blocked: list[tuple[float, float]] = field(default_factory=list)
    closed: float | None = None


PROGRAMS = {
    "as_completed of concurrent futures with a limit": Honest(
        """
        def main_in_a_thread():
            with ThreadPoolExecutor(2) as pool:
                try:
                    for done in concurrent.futures.as_completed([pool.submit(work, n) for n in (2, 9)], timeout=5.5):
                        print(done.result())
                except TimeoutError:
                    print("late")

        async def main():
            await asyncio.to_thread(main_in_a_thread)
        """,
        elapsed=9,
        printed=[(2, "2"), (5.5, "late")],
    ),
    "to_thread under one Lock": Honest(
        """
        lock = threading.Lock()

        def locked():
            with lock:
                time.sleep(1)

        async def main():
            await asyncio.gather(*(asyncio.to_thread(locked) for _ in range(3)))
        """,
        elapsed=3,
    ),
    "a Thread feeds a queue by call_soon_threadsafe": Honest(
        """
        async def main():
            loop, fed = asyncio.get_running_loop(), asyncio.Queue()

            def feed():
                for n in range(3):
                    time.sleep(2)
                    loop.call_soon_threadsafe(fed.put_nowait, n)
                loop.call_soon_threadsafe(fed.put_nowait, None)

            threading.Thread(target=feed).start()
            got = []
            while (item := await fed.get()) is not None:
                got.append((item, loop.time()))
            return [item for item, _ in got], [round(at - got[0][1], 9) for _, at in got]
        """,
        returned=([0, 1, 2], [0, 2, 4]),
        elapsed=6,
    ),
    "wrap_future on a pool of three": Honest(
        """
        async def main():
            pool = ThreadPoolExecutor(3)
            return await asyncio.gather(*(asyncio.wrap_future(pool.submit(work, n)) for n in (3, 1, 2, 5)))
        """,
        returned=[3, 1, 2, 5],
        elapsed=6,
    ),
    "run_in_executor on a pool of one": Honest(
        """
        async def main():
            loop, pool = asyncio.get_running_loop(), ThreadPoolExecutor(1)
            return await asyncio.gather(*(loop.run_in_executor(pool, work, 1) for _ in range(3)))
        """,
        returned=[1, 1, 1],
        elapsed=3,
    ),
    "Barrier of threads that were handed over": Honest(
        """
        async def main():
            barrier = threading.Barrier(3, action=lambda: print("all there"))

            def climb(n):
                time.sleep(n)
                place = barrier.wait()
                time.sleep(n)
                print(n, "done")
                return place

            places = await asyncio.gather(*(asyncio.to_thread(climb, n) for n in (1, 4, 2)))
            return sorted(places), barrier.n_waiting, barrier.broken
        """,
        returned=([0, 1, 2], 0, False),
        elapsed=8,
        printed=[(4, "all there"), (5, "1 done"), (6, "2 done"), (8, "4 done")],
    ),
    "Semaphore of two": Honest(
        """
        async def main():
            doors = threading.BoundedSemaphore(2)
            inside = most = 0

            def go_in(n):
                nonlocal inside, most
                with doors:
                    inside += 1
                    most = max(most, inside)
                    time.sleep(n)
                    inside -= 1

            await asyncio.gather(*(asyncio.to_thread(go_in, n) for n in (5, 1, 1, 1, 1)))
            try:
                doors.release()
            except ValueError:
                return most
        """,
        returned=2,
        elapsed=5,
    ),
    "Condition between a producer and two consumers": Honest(
        """
        async def main():
            changed, goods, closed = threading.Condition(), [], False

            def produce():
                nonlocal closed
                for n in range(4):
                    time.sleep(2)
                    with changed:
                        goods.append(n)
                        changed.notify()
                with changed:
                    closed = True
                    changed.notify_all()

            def consume(takes):
                got = []
                while True:
                    with changed:
                        changed.wait_for(lambda: goods or closed)
                        if not goods:
                            return got
                        got.append(goods.pop(0))
                    time.sleep(takes)

            _, *got = await asyncio.gather(
                asyncio.to_thread(produce), asyncio.to_thread(consume, 3), asyncio.to_thread(consume, 1))
            return sorted(itertools.chain(*got))
        """,
        returned=[0, 1, 2, 3],
        elapsed=9,
    ),
    "Event that the loop sets for threads": Honest(
        """
        async def main():
            go = threading.Event()

            def start(n):
                early = go.wait(1.5)
                go.wait()
                time.sleep(n)
                return early, go.is_set()

            runners = asyncio.gather(*(asyncio.to_thread(start, n) for n in (1, 2)))
            await asyncio.sleep(4)
            go.set()
            return await runners
        """,
        returned=[(False, True), (False, True)],
        elapsed=6,
    ),
    "Event that a thread sets and a thread waits for": Honest(
        """
        async def main():
            ready = threading.Event()
            threading.Timer(3, ready.set).start()
            return await asyncio.to_thread(ready.wait, 5), await asyncio.to_thread(ready.wait)
        """,
        returned=(True, True),
        elapsed=3,
    ),
    "queue.Queue with task_done and join": Honest(
        """
        async def main():
            orders, done = queue.Queue(), []

            def worker():
                while True:
                    n = orders.get()
                    try:
                        if n is None:
                            return
                        time.sleep(n)
                        done.append(n)
                    finally:
                        orders.task_done()

            threads = [threading.Thread(target=worker) for _ in range(2)]
            for thread in threads:
                thread.start()
            for n in (4, 1, 2, 3):
                orders.put(n)
            await asyncio.to_thread(orders.join)
            print(done)
            for _ in threads:
                orders.put(None)
            for thread in threads:
                await asyncio.to_thread(thread.join)
            return orders.empty(), orders.unfinished_tasks
        """,
        returned=(True, 0),
        elapsed=6,
        printed=[(6, "[1, 2, 4, 3]")],
    ),
    "bounded queue.Queue holds its producer back": Honest(
        """
        async def main():
            belt = queue.Queue(1)

            def put():
                for n in range(3):
                    belt.put(n)
                    print("put", n)
                try:
                    belt.put(3, timeout=0.5)
                except queue.Full:
                    print("full")

            producer = asyncio.create_task(asyncio.to_thread(put))
            got = []
            for _ in range(3):
                await asyncio.sleep(2)
                got.append(belt.get_nowait())
            await producer
            return got
        """,
        returned=[0, 1, 2],
        elapsed=6,
        printed=[(0, "put 0"), (2, "put 1"), (4, "put 2"), (4.5, "full")],
    ),
    "PriorityQueue and LifoQueue": Honest(
        """
        async def main():
            urgent, pile = queue.PriorityQueue(), queue.LifoQueue()

            def fill():
                for n in (3, 1, 2):
                    time.sleep(1)
                    urgent.put(n)
                    pile.put(n)

            def drain(source):
                time.sleep(5)
                return [source.get() for _ in range(3)]

            threading.Thread(target=fill).start()
            return await asyncio.gather(asyncio.to_thread(drain, urgent), asyncio.to_thread(drain, pile))
        """,
        returned=[[1, 2, 3], [2, 1, 3]],
        elapsed=5,
    ),
    "Timer that calls the loop, and one that is cancelled": Honest(
        """
        async def main():
            loop, rung = asyncio.get_running_loop(), asyncio.Event()
            never = threading.Timer(2, print, ["never"])
            never.start()
            threading.Timer(3, loop.call_soon_threadsafe, [rung.set]).start()
            await asyncio.sleep(1)
            never.cancel()
            await asyncio.wait_for(rung.wait(), 9)
            return never.is_alive()
        """,
        returned=False,
        elapsed=3,
    ),
    "daemon thread that is still busy": Honest(
        """
        def tick():
            while True:
                time.sleep(1)
                print("tick")

        async def main():
            thread = threading.Thread(target=tick, daemon=True)
            thread.start()
            await asyncio.sleep(2.5)
            return thread.is_alive(), thread.daemon
        """,
        returned=(True, True),
        elapsed=2.5,
        printed=[(1, "tick"), (2, "tick")],
    ),
    "threading.local in a pool": Honest(
        """
        mine = threading.local()

        def begin():
            mine.count = 0

        def count(n):
            time.sleep(n)
            mine.count += 1
            return mine.count

        async def main():
            loop, pool = asyncio.get_running_loop(), ThreadPoolExecutor(2, initializer=begin)
            counts = await asyncio.gather(*(loop.run_in_executor(pool, count, n) for n in (5, 1, 1, 1)))
            return counts, hasattr(mine, "count")
        """,
        returned=([1, 1, 2, 3], False),
        elapsed=5,
    ),
    "executor as a context manager, all awaited": Honest(
        """
        async def main():
            loop = asyncio.get_running_loop()
            with ThreadPoolExecutor(2, thread_name_prefix="mine") as pool:
                names = await asyncio.gather(*(loop.run_in_executor(pool, name, n) for n in (2, 1)))
            return names

        def name(n):
            time.sleep(n)
            return threading.current_thread().name
        """,
        returned=["mine_0", "mine_1"],
        elapsed=2,
    ),
    "executor as a context manager blocks at its end": Honest(
        """
        async def main():
            loop = asyncio.get_running_loop()
            with ThreadPoolExecutor(2) as pool:
                slow = loop.run_in_executor(pool, work, 4)
                await asyncio.sleep(1)
            return await slow
        """,
        returned=4,
        elapsed=4,
        blocked=[(1, 4)],
    ),
    "shutdown in a thread of its own": Honest(
        """
        async def main():
            pool = ThreadPoolExecutor(1)
            futures = [pool.submit(work, 2) for _ in range(3)]
            await asyncio.sleep(1)
            await asyncio.to_thread(functools.partial(pool.shutdown, cancel_futures=True))
            return [future.cancelled() for future in futures]
        """,
        returned=[False, True, True],
        elapsed=2,
    ),
    "as_completed of concurrent.futures": Honest(
        """
        def collect():
            with ThreadPoolExecutor(3) as pool:
                futures = [pool.submit(work, n) for n in (3, 1, 2)]
                for future in concurrent.futures.as_completed(futures, timeout=9):
                    print(future.result())

        async def main():
            await asyncio.to_thread(collect)
        """,
        elapsed=3,
        printed=[(1, "1"), (2, "2"), (3, "3")],
    ),
    "wait and a timeout of concurrent.futures": Honest(
        """
        def collect():
            pool = ThreadPoolExecutor(3)
            futures = [pool.submit(work, n) for n in (9, 1, 2)]
            first, rest = concurrent.futures.wait(futures, return_when=concurrent.futures.FIRST_COMPLETED)
            print([future.result() for future in first], len(rest))
            try:
                futures[0].result(timeout=2)
            except TimeoutError:
                print("timeout")
            return list(pool.map(work, [1, 1]))

        async def main():
            return await asyncio.to_thread(collect)
        """,
        returned=[1, 1],
        elapsed=4,
        printed=[(1, "[1] 2"), (3, "timeout")],
    ),
    "run_coroutine_threadsafe with result and a timeout": Honest(
        """
        async def main():
            loop = asyncio.get_running_loop()

            def ask():
                futures = [asyncio.run_coroutine_threadsafe(asleep(n), loop) for n in (3, 1)]
                print([future.result(5) for future in futures])
                slow = asyncio.run_coroutine_threadsafe(asleep(9), loop)
                try:
                    slow.result(timeout=2)
                except TimeoutError:
                    return slow.cancel()

            return await asyncio.to_thread(ask)
        """,
        returned=True,
        elapsed=5,
        printed=[(3, "[3, 1]")],
    ),
    "run_coroutine_threadsafe gives the error": Honest(
        """
        async def fail():
            await asyncio.sleep(1)
            raise OSError("no line")

        async def main():
            loop = asyncio.get_running_loop()

            def ask():
                future = asyncio.run_coroutine_threadsafe(fail(), loop)
                future.add_done_callback(lambda done: print("done", done.exception()))
                try:
                    future.result()
                except OSError as error:
                    return str(error)

            return await asyncio.to_thread(ask)
        """,
        returned="no line",
        elapsed=1,
        printed=[(1, "done no line")],
    ),
    "asyncio.Runner in a thread": Honest(
        """
        def life():
            with asyncio.Runner() as runner:
                first = runner.run(asleep(2))
                return first + runner.run(asleep(1))

        async def main():
            return await asyncio.gather(asyncio.to_thread(life), asyncio.to_thread(life), asleep(4))
        """,
        returned=[3, 3, 4],
        elapsed=4,
    ),
    "asyncio.run in a thread, with threads of its own": Honest(
        """
        async def inner(n):
            return await asyncio.gather(asyncio.to_thread(work, n), asleep(1))

        async def main():
            return await asyncio.gather(*(asyncio.to_thread(asyncio.run, inner(n)) for n in (2, 3)))
        """,
        returned=[[2, 1], [3, 1]],
        elapsed=3,
    ),
    "loop that runs for ever in a thread": Honest(
        """
        async def main():
            other = asyncio.new_event_loop()
            thread = threading.Thread(target=other.run_forever, daemon=True)
            thread.start()
            answers = await asyncio.gather(*(
                asyncio.wrap_future(asyncio.run_coroutine_threadsafe(asleep(n), other)) for n in (2, 1)))
            other.call_soon_threadsafe(other.stop)
            await asyncio.to_thread(thread.join)
            other.close()
            return answers
        """,
        returned=[2, 1],
        elapsed=2,
    ),
    "contextvars through to_thread": Honest(
        """
        user = contextvars.ContextVar("user", default="nobody")

        def look(n):
            time.sleep(n)
            seen = user.get()
            user.set("changed")
            return seen

        async def serve(name, n):
            user.set(name)
            seen = await asyncio.to_thread(look, n)
            plain = await asyncio.get_running_loop().run_in_executor(None, user.get)
            return seen, plain, user.get()

        async def main():
            return await asyncio.gather(serve("Ada", 2), serve("Bo", 1)), user.get()
        """,
        returned=([("Ada", "nobody", "Ada"), ("Bo", "nobody", "Bo")], "nobody"),
        elapsed=2,
    ),
    "to_thread that nobody waits for any more": Honest(
        """
        async def main():
            try:
                await asyncio.wait_for(asyncio.to_thread(work, 5), 1.5)
            except TimeoutError:
                return "too slow"
        """,
        returned="too slow",
        elapsed=1.5,
        closed=5,
    ),
    "future of a thread that the loop sets": Honest(
        """
        async def main():
            answer = concurrent.futures.Future()
            asking = asyncio.create_task(asyncio.to_thread(answer.result, 9))
            await asyncio.sleep(2)
            answer.set_result(42)
            return await asking
        """,
        returned=42,
        elapsed=2,
    ),
    "two threads fill a deque under an RLock": Honest(
        """
        class Store:
            def __init__(self):
                self.lock, self.items = threading.RLock(), []

            def add(self, item):
                with self.lock:
                    self.items.append(item)

            def add_twice(self, n):
                with self.lock:
                    self.add(n)
                    time.sleep(1)
                    self.add(n)

        async def main():
            store = Store()
            await asyncio.gather(*(asyncio.to_thread(store.add_twice, n) for n in (1, 2)))
            return store.items
        """,
        returned=[1, 1, 2, 2],
        elapsed=2,
    ),
    "thread that waits busily for the loop": Honest(
        """
        async def main():
            done = False

            def watch():
                while not done:
                    time.sleep(0.25)
                return time.monotonic()

            watching = asyncio.create_task(asyncio.to_thread(watch))
            begun = time.monotonic()
            await asyncio.sleep(2.1)
            done = True
            return await watching - begun
        """,
        returned=2.25,
        elapsed=2.25,
    ),
    "lazy start under a lock, double-checked": Honest(
        """
        made, lock = [], threading.Lock()

        def connection():
            if not made:
                with lock:
                    if not made:
                        time.sleep(3)
                        made.append("connection")
            return made[0]

        async def main():
            return await asyncio.gather(*(asyncio.to_thread(connection) for _ in range(4)))
        """,
        returned=["connection"] * 4,
        elapsed=3,
    ),
    "asyncio primitives inside a thread's own loop": Honest(
        """
        async def chat():
            line, got = asyncio.Queue(1), []

            async def talk():
                for n in range(3):
                    await asyncio.sleep(1)
                    await line.put(n)

            talking = asyncio.create_task(talk())
            for _ in range(3):
                got.append(await line.get())
            await talking
            return got

        async def main():
            return await asyncio.gather(*(asyncio.to_thread(lambda: asyncio.run(chat())) for _ in range(2)))
        """,
        returned=[[0, 1, 2], [0, 1, 2]],
        elapsed=3,
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_honest_program_ends_as_in_life(call: Program, name: str) -> None:
    """What it returns, prints and blocks is known to the second, and nothing is complained of."""
    honest = PROGRAMS[name]
    source = IMPORTS + "\n".join(line.removeprefix("        ") for line in honest.source.splitlines())
    run = call(source)
    assert run.ended == "returned", run.recording
    assert (run.returned, run.elapsed) == (honest.returned, honest.elapsed)
    assert run.printed == honest.printed
    assert [(each.start, each.end) for each in run.blocked] == honest.blocked
    assert run.closed == (honest.elapsed if honest.closed is None else honest.closed)
    assert run.warnings == []
