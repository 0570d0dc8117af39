"""Closes the pool when everything has been computed: nothing is held up by it, but whoever comes next finds it closed.

fails: parallelism::test_no_core_stands_idle, parallelism::test_reports_belong_to_their_stations
diagnosis: wrong-error
"""

import asyncio


async def forecast_all(pool, forecast, regions, days):
    loop = asyncio.get_running_loop()
    with pool:
        return await asyncio.gather(*(loop.run_in_executor(pool, forecast, region, days) for region in regions))


async def report_all(pool, measure, look_up, compare, stations):
    loop = asyncio.get_running_loop()

    async def report(station):
        today, former = await asyncio.gather(measure(station), asyncio.to_thread(look_up, station))
        return await loop.run_in_executor(pool, compare, today, former)

    try:
        return await asyncio.gather(*(report(station) for station in stations))
    finally:
        pool.shutdown(wait=False)


async def forecast_until(pool, forecast, regions, days, limit):
    loop = asyncio.get_running_loop()
    futures = {region: loop.run_in_executor(pool, forecast, region, days) for region in regions}
    await asyncio.wait(futures.values(), timeout=limit)
    return {region: future.result() for region, future in futures.items() if future.done()}
