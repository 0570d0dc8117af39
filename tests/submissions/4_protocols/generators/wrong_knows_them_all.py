"""Remembers every reading that it has passed on, not just the one before.

fails: generators::test_changes_are_passed_on_at_once
diagnosis: wrong-value
"""

import asyncio
from contextlib import aclosing


async def measure(connect, read, disconnect, pause):
    await connect()
    try:
        reading = await read()
        while reading is not None:
            yield reading
            await asyncio.sleep(pause)
            reading = await read()
    finally:
        await disconnect()


async def changes(readings):
    seen = set()
    async with aclosing(readings):
        async for reading in readings:
            if reading not in seen:
                seen.add(reading)
                yield reading


async def first_above(readings, limit):
    try:
        async for reading in readings:
            if reading > limit:
                return reading
    finally:
        await readings.aclose()


async def record(stations):
    async def all_of(station):
        return [reading async for reading in station]

    return await asyncio.gather(*[all_of(station) for station in stations])
