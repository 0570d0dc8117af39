"""The alarm's thread looks twice a second whether the limit has come, and so passes it.

fails: threads::test_the_limit_is_for_all_together
diagnosis: missing-timeout
"""

import asyncio
import time


async def listen(tune_in, handle) -> list:
    loop = asyncio.get_running_loop()
    heard: asyncio.Queue = asyncio.Queue()

    def put(kind: str, item) -> None:
        loop.call_soon_threadsafe(heard.put_nowait, (kind, item))

    tune_in(lambda message: put("message", message), lambda error: put("end", error))
    results = []
    while True:
        kind, item = await heard.get()
        if kind == "end":
            break
        results.append(await handle(item))
    if item is not None:
        raise item
    return results


async def call(dial, number: str):
    loop = asyncio.get_running_loop()
    future = loop.create_future()

    def settle(set_it, value) -> None:
        if not future.done():
            set_it(value)

    dial(
        number,
        lambda answer: loop.call_soon_threadsafe(settle, future.set_result, answer),
        lambda error: loop.call_soon_threadsafe(settle, future.set_exception, error),
    )
    return await future


def alarm(loop: asyncio.AbstractEventLoop, send, stations: list[str], limit: float) -> list:
    futures = [asyncio.run_coroutine_threadsafe(send(station), loop) for station in stations]
    end = time.monotonic() + limit
    while time.monotonic() < end and not all(future.done() for future in futures):
        time.sleep(0.5)
    done = [future for future in futures if future.done()]
    late = [future for future in futures if future not in done]
    for future in late:
        future.cancel()
    return [future.result() if future in done else None for future in futures]
