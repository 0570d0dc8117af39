"""Raises the error as soon as it comes, before what was heard earlier has been handled.

fails: threads::test_what_came_before_the_error_is_handled
diagnosis: lost-work
"""

import asyncio
import concurrent.futures


async def listen(tune_in, handle):
    loop, heard = asyncio.get_running_loop(), asyncio.Queue()
    over = loop.create_future()

    def end(error):
        if error:
            over.set_exception(error)
        else:
            over.set_result(None)

    tune_in(
        lambda message: loop.call_soon_threadsafe(heard.put_nowait, message),
        lambda error: loop.call_soon_threadsafe(end, error),
    )
    results = []

    async def work():
        while True:
            results.append(await handle(await heard.get()))
            heard.task_done()

    worker = asyncio.create_task(work())
    try:
        await over
        await heard.join()
    finally:
        worker.cancel()
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
