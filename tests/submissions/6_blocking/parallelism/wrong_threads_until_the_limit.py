"""Has threads compute under the limit: by then they have done a part of everything, and nothing as a whole.

fails: parallelism::test_what_is_there_at_the_limit_counts, parallelism::test_ends_early_if_all_is_there_and_on_time_if_nothing_is
diagnosis: one-gil
"""

import asyncio


async def forecast_all(pool, forecast, regions, days):
    loop = asyncio.get_running_loop()
    return await asyncio.gather(*(loop.run_in_executor(pool, forecast, region, days) for region in regions))


async def report_all(pool, measure, look_up, compare, stations):
    loop = asyncio.get_running_loop()

    async def report(station):
        today, former = await asyncio.gather(measure(station), asyncio.to_thread(look_up, station))
        return await loop.run_in_executor(pool, compare, today, former)

    return await asyncio.gather(*(report(station) for station in stations))


async def forecast_until(pool, forecast, regions, days, limit):
    tasks = {region: asyncio.create_task(asyncio.to_thread(forecast, region, days)) for region in regions}
    await asyncio.wait(tasks.values(), timeout=limit)
    return {region: task.result() for region, task in tasks.items() if task.done()}
