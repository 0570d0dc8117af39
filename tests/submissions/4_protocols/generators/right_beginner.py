"""A beginner's: one handler for each way out, and results carried in variables."""

import asyncio


async def measure(connect, read, disconnect, pause):
    await connect()
    first = True
    while True:
        try:
            if not first:
                await asyncio.sleep(pause)
            first = False
            reading = await read()
        except asyncio.CancelledError:
            await disconnect()
            raise
        except Exception:
            await disconnect()
            raise
        if reading is None:
            await disconnect()
            return
        try:
            yield reading
        except GeneratorExit:
            await disconnect()
            raise


async def changes(readings):
    number = 0
    last = 0
    try:
        async for reading in readings:
            number = number + 1
            if number == 1:
                last = reading
                yield reading
            elif reading != last:
                last = reading
                yield reading
    except BaseException:
        await readings.aclose()
        raise
    await readings.aclose()


async def first_above(readings, limit):
    found = None
    async for reading in readings:
        if reading > limit:
            found = reading
            break
    await readings.aclose()
    return found


async def collect(station):
    result = []
    async for reading in station:
        result.append(reading)
    return result


async def record(stations):
    tasks = []
    for station in stations:
        task = asyncio.create_task(collect(station))
        tasks.append(task)
    results = []
    for task in tasks:
        result = await task
        results.append(result)
    return results
