"""Keeps the future in a variable of the module, for all calls.

fails: threads::test_every_call_gets_its_own_answer, threads::test_calls_may_fail_and_be_given_up
diagnosis: future-never-set
"""

import asyncio
import concurrent.futures


waiting = None


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
    global waiting
    loop = asyncio.get_running_loop()
    waiting = loop.create_future()

    def settle(answer, error):
        if not waiting.done():
            if error:
                waiting.set_exception(error)
            else:
                waiting.set_result(answer)

    dial(
        number,
        lambda answer: loop.call_soon_threadsafe(settle, answer, None),
        lambda error: loop.call_soon_threadsafe(settle, None, error),
    )
    return await waiting


def alarm(loop, send, stations, limit):
    futures = [asyncio.run_coroutine_threadsafe(send(station), loop) for station in stations]
    done, late = concurrent.futures.wait(futures, timeout=limit)
    for future in late:
        future.cancel()
    return [future.result() if future in done else None for future in futures]
