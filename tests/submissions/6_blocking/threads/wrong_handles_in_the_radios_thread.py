"""Runs handle with asyncio.run in the radio's thread: on another loop, and the radio has to wait.

fails: threads::test_messages_are_handled_on_the_loop, threads::test_the_radio_does_not_wait, threads::test_every_message_is_handled_in_its_turn, threads::test_what_came_before_the_error_is_handled
diagnosis: wrong-thread
"""

import asyncio
import concurrent.futures


async def listen(tune_in, handle):
    loop, over = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()
    results = []

    def on_message(message):
        results.append(asyncio.run(handle(message)))

    tune_in(on_message, lambda error: loop.call_soon_threadsafe(over.set_result, error))
    error = await over
    if error:
        raise error
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
