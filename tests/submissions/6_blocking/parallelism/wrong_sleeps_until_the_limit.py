"""Waits until the limit in any case, also if everything is there.

fails: parallelism::test_ends_early_if_all_is_there_and_on_time_if_nothing_is
diagnosis: too-late
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
    loop = asyncio.get_running_loop()
    futures = {region: loop.run_in_executor(pool, forecast, region, days) for region in regions}
    await asyncio.sleep(limit)
    return {region: future.result() for region, future in futures.items() if future.done()}
