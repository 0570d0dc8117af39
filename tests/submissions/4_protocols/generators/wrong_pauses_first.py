"""Pauses also before the first reading.

fails: generators::test_each_reading_comes_when_it_is_asked_for, generators::test_no_sensor_stays_connected, generators::test_a_sensor_is_disconnected_if_it_was_connected, generators::test_any_readings_go_through_in_time
diagnosis: too-late
"""

import asyncio


async def measure(connect, read, disconnect, pause):
    await connect()
    try:
        while True:
            await asyncio.sleep(pause)
            reading = await read()
            if reading is None:
                break
            yield reading
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
