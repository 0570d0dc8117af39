"""A class that is the bridge between the threads, with a condition; each message is a task that waits for the one before it."""

import asyncio
import concurrent.futures


class Bridge:
    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.future = self.loop.create_future()

    def give(self, value):
        self.loop.call_soon_threadsafe(self._settle, value, None)

    def fail(self, error):
        self.loop.call_soon_threadsafe(self._settle, None, error)

    def _settle(self, value, error):
        if self.future.cancelled():
            return
        if error is None:
            self.future.set_result(value)
        else:
            self.future.set_exception(error)


async def listen(tune_in, handle):
    end, tasks = Bridge(), []

    async def handle_after(before, message):
        if before is not None:
            await before
        return await handle(message)

    def begin(message):
        tasks.append(asyncio.create_task(handle_after(tasks[-1] if tasks else None, message)))

    tune_in(
        lambda message: end.loop.call_soon_threadsafe(begin, message),
        lambda error: end.fail(error) if error else end.give(None),
    )
    try:
        await end.future
    finally:
        if tasks:
            await tasks[-1]
    return [task.result() for task in tasks]


async def call(dial, number):
    bridge = Bridge()
    dial(number, bridge.give, bridge.fail)
    return await bridge.future


def alarm(loop, send, stations, limit):
    futures = [asyncio.run_coroutine_threadsafe(send(station), loop) for station in stations]
    done, late = concurrent.futures.wait(futures, timeout=limit)
    for future in late:
        future.cancel()
    return [future.result() if future in done else None for future in futures]
