"""Waits for the next message in a queue.Queue, on the loop's own thread, which blocks.

fails: threads::test_messages_are_handled_on_the_loop
diagnosis: blocked-loop
"""

import asyncio
import concurrent.futures
import queue


async def listen(tune_in, handle):
    heard = queue.Queue()
    tune_in(lambda message: heard.put(("message", message)), lambda error: heard.put(("end", error)))
    results = []
    while True:
        kind, item = heard.get()
        if kind == "end":
            break
        results.append(await handle(item))
    if item:
        raise item
    return results


async def call(dial, number):
    loop = asyncio.get_running_loop()
    future = loop.create_future()

    def settle(set_it, value):
        if not future.done():
            set_it(value)

    def on_answer(answer):
        loop.call_soon_threadsafe(settle, future.set_result, answer)

    def on_failure(error):
        loop.call_soon_threadsafe(settle, future.set_exception, error)

    dial(number, on_answer, on_failure)
    return await future


def alarm(loop, send, stations, limit):
    futures = [asyncio.run_coroutine_threadsafe(send(station), loop) for station in stations]
    done, late = concurrent.futures.wait(futures, timeout=limit)
    for future in late:
        future.cancel()
    return [future.result() if future in done else None for future in futures]
