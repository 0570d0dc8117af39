"""Asks all stations at the same time for one reading, and waits for the slowest before it asks for another.

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
    lists = [[] for _ in stations]
    pairs = list(zip(lists, stations))
    while pairs:
        readings = await asyncio.gather(*[ask(station) for _, station in pairs])
        left = []
        for pair, reading in zip(pairs, readings):
            if reading is not None:
                pair[0].append(reading)
                left.append(pair)
        pairs = left
    return lists


async def ask(station):
    return await anext(station, None)
