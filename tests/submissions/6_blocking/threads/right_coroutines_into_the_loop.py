"""Hands coroutines into the loop from the other threads, and never waits for them there."""

import asyncio
import time


async def listen(tune_in, handle):
    loop, heard = asyncio.get_running_loop(), asyncio.Queue()

    async def put(message, error=None, is_end=False):
        await heard.put((message, error, is_end))

    tune_in(
        lambda message: asyncio.run_coroutine_threadsafe(put(message), loop),
        lambda error: asyncio.run_coroutine_threadsafe(put(None, error, True), loop),
    )
    results = []
    while True:
        message, error, is_end = await heard.get()
        if is_end:
            if error:
                raise error
            return results
        results.append(await handle(message))


async def call(dial, number):
    loop, answers = asyncio.get_running_loop(), asyncio.Queue()
    dial(
        number,
        lambda answer: asyncio.run_coroutine_threadsafe(answers.put((answer, None)), loop),
        lambda error: asyncio.run_coroutine_threadsafe(answers.put((None, error)), loop),
    )
    answer, error = await answers.get()
    if error:
        raise error
    return answer


def alarm(loop, send, stations, limit):
    end = time.monotonic() + limit
    futures = [asyncio.run_coroutine_threadsafe(send(station), loop) for station in stations]
    answers = []
    for future in futures:
        try:
            answers.append(future.result(timeout=max(0, end - time.monotonic())))
        except TimeoutError:
            future.cancel()
            answers.append(None)
    return answers
