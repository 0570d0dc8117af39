"""Puts into asyncio's queue from the radio's thread: nobody wakes the loop.

fails: threads::test_messages_are_handled_on_the_loop, threads::test_the_radio_does_not_wait, threads::test_every_message_is_handled_in_its_turn, threads::test_none_overtakes_another, threads::test_what_came_before_the_error_is_handled
diagnosis: not-thread-safe
"""

import asyncio
import concurrent.futures


async def listen(tune_in, handle):
    heard = asyncio.Queue()

    def put(*item):
        heard.put_nowait(item)

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
