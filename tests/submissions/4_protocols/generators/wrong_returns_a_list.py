"""Is no generator: a coroutine function that returns the changes in a list.

fails: generators::test_changes_are_passed_on_at_once, generators::test_who_is_closed_closes_what_it_reads_from, generators::test_any_readings_go_through_in_time
diagnosis: broken-iterator
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
    found = []
    async for reading in readings:
        if not found or reading != found[-1]:
            found.append(reading)
    return found


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
