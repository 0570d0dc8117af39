"""Closes nothing but itself: the readings behind it are left to the event loop.

fails: generators::test_who_is_closed_closes_what_it_reads_from, generators::test_any_readings_go_through_in_time
diagnosis: left-generator
"""

import asyncio


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
    before = None
    async for reading in readings:
        if reading != before:
            yield reading
        before = reading


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
