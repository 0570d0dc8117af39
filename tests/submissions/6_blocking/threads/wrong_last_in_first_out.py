"""Keeps the messages in a list, and takes the last one first.

fails: threads::test_the_radio_does_not_wait, threads::test_every_message_is_handled_in_its_turn, threads::test_none_overtakes_another
diagnosis: completion-order
"""

import asyncio
import concurrent.futures


async def listen(tune_in, handle):
    loop, news, messages, end = asyncio.get_running_loop(), asyncio.Event(), [], []

    def add(items, item):
        items.append(item)
        news.set()

    tune_in(
        lambda message: loop.call_soon_threadsafe(add, messages, message),
        lambda error: loop.call_soon_threadsafe(add, end, error),
    )
    results = []
    while messages or not end:
        await news.wait()
        while messages:
            results.append(await handle(messages.pop()))
        news.clear()
    if end[0]:
        raise end[0]
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
