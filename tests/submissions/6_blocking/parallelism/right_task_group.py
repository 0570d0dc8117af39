"""Task groups, partial functions, and a limit around everything."""

import asyncio
import functools


async def compute(pool, function, *args):
    return await asyncio.get_running_loop().run_in_executor(pool, functools.partial(function, *args))


async def forecast_all(pool, forecast, regions, days):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(compute(pool, forecast, region, days)) for region in regions]
    return [task.result() for task in tasks]


async def report_on(pool, measure, look_up, compare, station):
    async with asyncio.TaskGroup() as group:
        today = group.create_task(measure(station))
        former = group.create_task(asyncio.to_thread(look_up, station))
    return await compute(pool, compare, today.result(), former.result())


async def report_all(pool, measure, look_up, compare, stations):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(report_on(pool, measure, look_up, compare, station)) for station in stations]
    return [task.result() for task in tasks]


async def forecast_until(pool, forecast, regions, days, limit):
    forecasts = {}

    async def note_down(region):
        forecasts[region] = await compute(pool, forecast, region, days)

    try:
        async with asyncio.timeout(limit), asyncio.TaskGroup() as group:
            for region in regions:
                group.create_task(note_down(region))
    except TimeoutError:
        pass
    return forecasts
