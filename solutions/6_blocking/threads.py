"""Threads: talk to the loop from outside.

Some libraries have threads of their own, and call your functions from there. asyncio is not made for that. A queue's
`put_nowait()`, an event's `set()`, a future's `set_result()`, a task's `cancel()`: all that may be used in the thread
of its event loop only. From another one it seems to work, mostly. But the loop sleeps until its next timer, and nobody
wakes it; and what you change there may be in the middle of another change. Two functions are made for other threads:

`loop.call_soon_threadsafe(function, argument)` has the loop call a plain function, in its own thread. It returns at
once. What a thread hands over like this is called in the order in which it was handed over.

`asyncio.run_coroutine_threadsafe(coroutine, loop)` has the loop run a coroutine, in a task, and returns at once, too:
with a future of `concurrent.futures`, to be kept as one keeps a task. Its `result(timeout)` blocks the thread that asks
until there is a result, its `cancel()` cancels the coroutine.

    async def open_gate(gate):
        loop, opened = asyncio.get_running_loop(), asyncio.Event()
        gate.open(when_done=lambda: loop.call_soon_threadsafe(opened.set))      # the gate's own thread will call this
        await opened.wait()

    def ring(loop, visitor):                                    # called by the bell's thread. The loop runs in another
        future = asyncio.run_coroutine_threadsafe(welcome(visitor), loop)
        return future.result(timeout=60)

Other threads have no running loop: ask for it on its own thread, and hand it on.

Never call `result()` on the loop's own thread: it blocks the loop, which was to run the coroutine, and both wait for
ever. There you `await`. And a function that a library's thread calls should return at once, for the library goes on
only then. Until the loop gets to what you have handed over, things change: whoever waited for a future may have been
cancelled, and the future with it. Setting it then is an error. `future.done()` tells, if it is asked on the loop's own
thread, by the function that you have handed over: what another thread is told may be out of date at once.

More: https://docs.python.org/3/library/asyncio-dev.html#concurrency-and-multithreading
"""

import asyncio
import concurrent.futures


async def listen(tune_in, handle) -> list:
    """Listen to the radio until the end. Return the list of what handling the messages gives, in their order.

    ``tune_in(on_message, on_end)`` belongs to the radio: it starts a thread, and returns. For each message the thread
    calls ``on_message(message)``, and at last, once, ``on_end(error)``: with None, or with the error that has put an
    end to it. As long as one of them has not returned, the radio hears nothing.

    Each message is handled by ``await handle(message)`` on this event loop, which is free all the time: one message
    after another, as they came, each as soon as possible. None is lost, also if there was an error. That error is
    raised when everything has been handled. Handling never fails. The radio may be silent for hours: nobody asks again
    and again whether something has come.
    """
    loop = asyncio.get_running_loop()
    heard: asyncio.Queue = asyncio.Queue()

    def put(kind: str, item) -> None:  # runs in the radio's thread, which has no running loop
        loop.call_soon_threadsafe(heard.put_nowait, (kind, item))

    # One queue for both, so that the end cannot overtake a message.
    tune_in(lambda message: put("message", message), lambda error: put("end", error))
    results = []
    while True:
        kind, item = await heard.get()
        if kind == "end":
            break
        results.append(await handle(item))
    if item is not None:
        raise item
    return results


async def call(dial, number: str):
    """Call *number* by telephone. Return the answer, or raise the error.

    ``dial(number, on_answer, on_failure)`` belongs to the telephone: it starts a thread, and returns. Later, the thread
    calls ``on_answer(answer)`` or ``on_failure(error)``: one of the two, once. Several calls may be under way at the
    same time, and the event loop is free all the time. Here, too, nobody asks again and again. If `call` is cancelled,
    it ends at once, as cancelled; what comes later, as long as the loop is open, is of no interest, and does no harm.
    (Once the loop is closed, nothing can be handed over to it: the telephone's thread gets a RuntimeError.)
    """
    loop = asyncio.get_running_loop()
    future = loop.create_future()

    def settle(set_it, value) -> None:  # on the loop's thread: only there, nobody cancels between the two lines
        if not future.done():
            set_it(value)

    dial(
        number,
        lambda answer: loop.call_soon_threadsafe(settle, future.set_result, answer),
        lambda error: loop.call_soon_threadsafe(settle, future.set_exception, error),
    )
    return await future


def alarm(loop: asyncio.AbstractEventLoop, send, stations: list[str], limit: float) -> list:
    """Alarm all *stations*, at least one. Return what they answer, in the order of *stations*.

    This is a plain function, which the alarm system calls in a thread of its own: it blocks until it is over. *loop* is
    running in another thread. ``await send(station)`` has to be run there, for all stations at the same time, and
    gives the answer. After *limit* seconds, cancel those that have not come to an end, and return None in the place of
    their answers. `send` never fails.
    """
    futures = [asyncio.run_coroutine_threadsafe(send(station), loop) for station in stations]
    done, late = concurrent.futures.wait(futures, timeout=limit)  # one limit for all, where result(limit) has one each
    for future in late:
        future.cancel()
    return [future.result() if future in done else None for future in futures]


if __name__ == "__main__":  # play with it: python solutions/6_blocking/threads.py
    import threading
    import time

    def now(start: float = time.perf_counter()) -> str:
        return f"{time.perf_counter() - start:.1f} s, {threading.current_thread().name}:"

    def tune_in(on_message, on_end) -> None:
        def hear() -> None:
            for message in ("fog", "high tide", "lost: a yellow boat"):
                time.sleep(0.3)
                print(f"    {now()} heard {message!r}")
                on_message(message)
            on_end(None)

        threading.Thread(target=hear, name="radio").start()

    def dial(number: str, on_answer, on_failure) -> None:
        def talk() -> None:
            time.sleep(0.5)
            if number == "112":
                on_answer("We are on our way")
            else:
                on_failure(ConnectionError(f"{number} is engaged"))

        threading.Thread(target=talk, name="telephone").start()

    async def handle(message: str) -> str:
        await asyncio.sleep(0.4)
        print(f"    {now()} handled {message!r}")
        return message.upper()

    async def send(station: str) -> str:
        await asyncio.sleep(len(station) / 10)
        return f"{station} is awake"

    async def demo() -> None:
        print(await listen(tune_in, handle))
        print(await asyncio.gather(call(dial, "112"), call(dial, "110"), return_exceptions=True))
        loop = asyncio.get_running_loop()
        print(await asyncio.to_thread(alarm, loop, send, ["North", "South Bay", "Lighthouse"], limit=0.95))

    asyncio.run(demo())
