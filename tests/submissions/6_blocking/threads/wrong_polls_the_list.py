"""Lets the radio fill a list, and looks into it once a second.

fails: threads::test_every_message_is_handled_in_its_turn, threads::test_what_came_before_the_error_is_handled
diagnosis: too-late
crash: yes
"""

import asyncio
import concurrent.futures


async def listen(tune_in, handle):
    messages, end, results = [], [], []
    tune_in(messages.append, end.append)
    while messages or not end:
        if messages:
            results.append(await handle(messages.pop(0)))
        else:
            await asyncio.sleep(0.25)
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
