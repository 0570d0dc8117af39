"""Stacks that close, a context manager for the sensor, and a generator expression that waits."""

import asyncio
import contextlib


@contextlib.asynccontextmanager
async def connected(connect, disconnect):
    await connect()
    try:
        yield
    finally:
        await disconnect()


async def measure(connect, read, disconnect, pause):
    async with connected(connect, disconnect):
        while True:
            reading = await read()
            if reading is None:
                break
            yield reading
            await asyncio.sleep(pause)


async def changes(readings):
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(readings.aclose)
        async for before in readings:
            yield before
            break
        async for reading in readings:
            if reading != before:
                yield reading
                before = reading


async def first_above(readings, limit):
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(contextlib.aclosing(readings))
        above = (reading async for reading in readings if reading > limit)
        await stack.enter_async_context(contextlib.aclosing(above))
        return await anext(above, None)


async def record(stations):
    async def all_of(place, station):
        return place, [reading async for reading in station]

    found = dict()
    for done in asyncio.as_completed([all_of(*each) for each in enumerate(stations)]):
        place, readings = await done
        found[place] = readings
    return [found[place] for place in range(len(stations))]
