"""Reads to the end, and picks the one that it was looking for.

fails: generators::test_goes_on_when_all_is_cleaned_up, generators::test_any_readings_go_through_in_time
diagnosis: went-too-far
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
    try:
        async for reading in readings:
            if reading != before:
                yield reading
            before = reading
    finally:
        await readings.aclose()


async def first_above(readings, limit):
    above = [reading async for reading in readings if reading > limit]
    return above[0] if above else None


async def record(stations):
    async def all_of(station):
        return [reading async for reading in station]

    return await asyncio.gather(*[all_of(station) for station in stations])
