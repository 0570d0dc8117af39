"""Asks each station for its next reading in a task of its own, and handles what comes first."""

import asyncio


async def measure(connect, read, disconnect, pause):
    await connect()
    try:
        waits = 0
        while True:
            await asyncio.sleep(waits)
            if (reading := await asyncio.create_task(read())) is None:
                return
            yield reading
            waits = pause
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
    under_way = {asyncio.ensure_future(ask(station)): (each, station) for each, station in zip(lists, stations)}
    while under_way:
        done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            each, station = under_way.pop(task)
            if (reading := task.result()) is not None:
                each.append(reading)
                under_way[asyncio.ensure_future(ask(station))] = each, station
    return lists


async def ask(station):
    return await anext(station, None)
