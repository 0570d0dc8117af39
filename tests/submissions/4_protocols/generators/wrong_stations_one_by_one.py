"""Believes that `async for` makes things overlap: it waits for one station before it asks the next one.

fails: generators::test_stations_are_read_at_the_same_time
diagnosis: sequential-await
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
    try:
        async for reading in readings:
            if reading > limit:
                return reading
    finally:
        await readings.aclose()


async def record(stations):
    return [[reading async for reading in station] for station in stations]
