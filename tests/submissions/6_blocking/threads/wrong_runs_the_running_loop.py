"""Has its own thread run the loop, which is running already.

fails: threads::test_all_stations_are_alarmed_at_once, threads::test_the_limit_is_for_all_together
diagnosis: nested-run
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
    async def send_to_all():
        return await asyncio.gather(*map(send, stations))

    return loop.run_until_complete(send_to_all())
