"""A `return` in the `finally` throws away errors and cancellations.

fails: generators::test_no_sensor_stays_connected, generators::test_a_sensor_is_disconnected_if_it_was_connected
diagnosis: swallowed-error
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
        return


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
