"""Puts the limit around gather: when it is over, nothing is left of what was there.

fails: parallelism::test_what_is_there_at_the_limit_counts
diagnosis: wrong-value
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
    try:
        forecasts = await asyncio.wait_for(forecast_all(pool, forecast, regions, days), limit)
    except TimeoutError:
        return {}
    return dict(zip(regions, forecasts))
