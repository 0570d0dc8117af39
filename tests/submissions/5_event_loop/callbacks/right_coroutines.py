"""Coroutines for everything: asyncio.run makes and closes the loop, tasks wait until it is time."""

import asyncio
import itertools


def run_day(plan, length, patience):
    async def day():
        loop = asyncio.get_running_loop()
        loop.slow_callback_duration = patience
        for moment, do in plan:
            loop.call_later(moment, do, loop)
        await asyncio.sleep(length)

    asyncio.run(day(), debug=True)


def every(loop, period, action):
    start = loop.time()

    async def repeat():
        for number in itertools.count(1):
            await asyncio.sleep(start + number * period - loop.time())
            try:
                action()
            except Exception as error:
                loop.call_exception_handler({"message": "it failed", "exception": error})

    return loop.create_task(repeat()).cancel


def in_pieces(loop, pieces, done):
    async def work():
        results = []
        for piece in pieces:
            results.append(piece())
            await asyncio.sleep(0)
        done(results)

    loop.create_task(work())
