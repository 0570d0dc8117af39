"""Calls result() in the coroutine: it waits for what its own loop would have to run.

fails: threads::test_every_call_gets_its_own_answer, threads::test_calls_may_fail_and_be_given_up
diagnosis: waits-for-itself
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
    over, answers, errors = asyncio.Event(), [], []

    def end(items, item):
        items.append(item)
        loop.call_soon_threadsafe(over.set)

    dial(number, lambda answer: end(answers, answer), lambda error: end(errors, error))
    asyncio.run_coroutine_threadsafe(over.wait(), loop).result()
    if errors:
        raise errors[0]
    return answers[0]


def alarm(loop, send, stations, limit):
    futures = [asyncio.run_coroutine_threadsafe(send(station), loop) for station in stations]
    done, late = concurrent.futures.wait(futures, timeout=limit)
    for future in late:
        future.cancel()
    return [future.result() if future in done else None for future in futures]
