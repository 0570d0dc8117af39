"""Takes a reading of 0 for the end.

fails: generators::test_each_reading_comes_when_it_is_asked_for, generators::test_any_readings_go_through_in_time
diagnosis: lost-work
"""

import asyncio


async def measure(connect, read, disconnect, pause):
    await connect()
    try:
        reading = await read()
        while reading:
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
