"""Begins to read the next one while the loop deals with this one.

fails: generators::test_each_reading_comes_when_it_is_asked_for, generators::test_a_sensor_is_disconnected_if_it_was_connected
diagnosis: too-early
"""

import asyncio


async def measure(connect, read, disconnect, pause):
    await connect()
    task = asyncio.create_task(read())
    try:
        while (reading := await task) is not None:
            task = asyncio.create_task(read_after(pause, read))
            yield reading
    finally:
        task.cancel()
        await disconnect()


async def read_after(pause, read):
    await asyncio.sleep(pause)
    return await read()


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
