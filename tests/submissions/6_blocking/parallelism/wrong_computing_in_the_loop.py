"""Computes in the coroutine itself: one region after the other, and nothing else runs.

fails: parallelism::test_all_cores_compute, parallelism::test_the_clock_ticks_while_cores_compute, parallelism::test_no_core_stands_idle
diagnosis: computing-on-the-loop
"""

import asyncio


async def forecast_all(pool, forecast, regions, days):
    return [forecast(region, days) for region in regions]


async def report_all(pool, measure, look_up, compare, stations):
    loop = asyncio.get_running_loop()

    async def report(station):
        today, former = await asyncio.gather(measure(station), asyncio.to_thread(look_up, station))
        return await loop.run_in_executor(pool, compare, today, former)

    return await asyncio.gather(*(report(station) for station in stations))


async def forecast_until(pool, forecast, regions, days, limit):
    loop = asyncio.get_running_loop()
    futures = {region: loop.run_in_executor(pool, forecast, region, days) for region in regions}
    await asyncio.wait(futures.values(), timeout=limit)
    return {region: future.result() for region, future in futures.items() if future.done()}
