"""Has a process run a function that stands inside another one, and cannot be pickled.

fails: parallelism::test_reports_go_at_their_own_pace, parallelism::test_the_disk_takes_no_core, parallelism::test_reports_belong_to_their_stations
diagnosis: unpicklable
"""

import asyncio


async def forecast_all(pool, forecast, regions, days):
    loop = asyncio.get_running_loop()
    return await asyncio.gather(*(loop.run_in_executor(pool, forecast, region, days) for region in regions))


async def report_all(pool, measure, look_up, compare, stations):
    loop = asyncio.get_running_loop()

    def make_report(today, former):
        return compare(today, former)

    async def report(station):
        today, former = await asyncio.gather(measure(station), asyncio.to_thread(look_up, station))
        return await loop.run_in_executor(pool, make_report, today, former)

    return await asyncio.gather(*(report(station) for station in stations))


async def forecast_until(pool, forecast, regions, days, limit):
    loop = asyncio.get_running_loop()
    futures = {region: loop.run_in_executor(pool, forecast, region, days) for region in regions}
    await asyncio.wait(futures.values(), timeout=limit)
    return {region: future.result() for region, future in futures.items() if future.done()}
