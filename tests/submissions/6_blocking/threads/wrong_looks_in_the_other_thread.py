"""Looks in the telephone's thread whether the future is done, and sets it some time later, on the loop's.

fails: threads::test_calls_may_fail_and_be_given_up
diagnosis: set-twice
"""

import asyncio
import concurrent.futures


async def listen(tune_in, handle):
    loop, heard = asyncio.get_running_loop(), asyncio.Queue()

    def put(*item):
        loop.call_soon_threadsafe(heard.put_nowait, item)

    tune_in(lambda message: put("message", message), lambda error: put("end", error))
    results = []
    while True:
        kind, item = await heard.get()
        if kind == "end":
            break
        results.append(await handle(item))
    if item:
        raise item
    return results


async def call(dial, number):
    loop = asyncio.get_running_loop()
    future = loop.create_future()

    def on_answer(answer):
        if not future.done():
            loop.call_soon_threadsafe(future.set_result, answer)

    def on_failure(error):
        if not future.done():
            loop.call_soon_threadsafe(future.set_exception, error)

    dial(number, on_answer, on_failure)
    return await future


def alarm(loop, send, stations, limit):
    futures = [asyncio.run_coroutine_threadsafe(send(station), loop) for station in stations]
    done, late = concurrent.futures.wait(futures, timeout=limit)
    for future in late:
        future.cancel()
    return [future.result() if future in done else None for future in futures]
