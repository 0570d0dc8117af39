"""Lists the reports in the order in which they are done.

fails: parallelism::test_reports_go_at_their_own_pace, parallelism::test_reports_belong_to_their_stations
diagnosis: completion-order
"""

import asyncio


async def forecast_all(pool, forecast, regions, days):
    loop = asyncio.get_running_loop()
    return await asyncio.gather(*(loop.run_in_executor(pool, forecast, region, days) for region in regions))


async def report_all(pool, measure, look_up, compare, stations):
    loop, reports = asyncio.get_running_loop(), []

    async def report(station):
        today, former = await asyncio.gather(measure(station), asyncio.to_thread(look_up, station))
        reports.append(await loop.run_in_executor(pool, compare, today, former))

    await asyncio.gather(*(report(station) for station in stations))
    return reports


async def forecast_until(pool, forecast, regions, days, limit):
    loop = asyncio.get_running_loop()
    futures = {region: loop.run_in_executor(pool, forecast, region, days) for region in regions}
    await asyncio.wait(futures.values(), timeout=limit)
    return {region: future.result() for region, future in futures.items() if future.done()}
