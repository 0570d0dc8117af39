"""What belongs to threads between threads: a queue.Queue that a thread reads, and futures of concurrent.futures."""

import asyncio
import concurrent.futures
import queue


async def listen(tune_in, handle):
    heard = queue.SimpleQueue()
    tune_in(lambda message: heard.put((message, None, False)), lambda error: heard.put((None, error, True)))
    results = []
    while True:
        message, error, is_end = await asyncio.to_thread(heard.get)
        if error is not None:
            raise error
        if is_end:
            return results
        results.append(await handle(message))


async def call(dial, number):
    future = concurrent.futures.Future()
    future.set_running_or_notify_cancel()
    dial(number, future.set_result, future.set_exception)
    return await asyncio.wrap_future(future)


def alarm(loop, send, stations, limit):
    async def send_in_time(station):
        try:
            async with asyncio.timeout(limit):
                return await send(station)
        except TimeoutError:
            return None

    async def send_to_all():
        return await asyncio.gather(*map(send_in_time, stations))

    return asyncio.run_coroutine_threadsafe(send_to_all(), loop).result()
