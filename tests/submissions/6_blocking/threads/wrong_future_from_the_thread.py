"""Sets the future from the telephone's thread.

fails: threads::test_every_call_gets_its_own_answer, threads::test_calls_may_fail_and_be_given_up
diagnosis: not-thread-safe
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
    future = asyncio.get_running_loop().create_future()
    dial(number, future.set_result, future.set_exception)
    return await future


def alarm(loop, send, stations, limit):
    futures = [asyncio.run_coroutine_threadsafe(send(station), loop) for station in stations]
    done, late = concurrent.futures.wait(futures, timeout=limit)
    for future in late:
        future.cancel()
    return [future.result() if future in done else None for future in futures]
