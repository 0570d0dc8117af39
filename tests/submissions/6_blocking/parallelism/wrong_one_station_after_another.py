"""Reports on a station when the one before it is done.

fails: parallelism::test_reports_go_at_their_own_pace, parallelism::test_the_disk_takes_no_core
diagnosis: sequential-await
"""

import asyncio


async def forecast_all(pool, forecast, regions, days):
    loop = asyncio.get_running_loop()
    return await asyncio.gather(*(loop.run_in_executor(pool, forecast, region, days) for region in regions))


async def report_all(pool, measure, look_up, compare, stations):
    loop, reports = asyncio.get_running_loop(), []
    for station in stations:
        today, former = await asyncio.gather(measure(station), asyncio.to_thread(look_up, station))
        reports.append(await loop.run_in_executor(pool, compare, today, former))
    return reports


async def forecast_until(pool, forecast, regions, days, limit):
    loop = asyncio.get_running_loop()
    futures = {region: loop.run_in_executor(pool, forecast, region, days) for region in regions}
    await asyncio.wait(futures.values(), timeout=limit)
    return {region: future.result() for region, future in futures.items() if future.done()}
