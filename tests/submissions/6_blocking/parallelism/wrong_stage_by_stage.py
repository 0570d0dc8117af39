"""First measures and looks up everything, and then compares: the fast stations wait for the slowest.

fails: parallelism::test_reports_go_at_their_own_pace
diagnosis: waits-for-all
"""

import asyncio


async def forecast_all(pool, forecast, regions, days):
    loop = asyncio.get_running_loop()
    return await asyncio.gather(*(loop.run_in_executor(pool, forecast, region, days) for region in regions))


async def report_all(pool, measure, look_up, compare, stations):
    loop = asyncio.get_running_loop()
    today, former = await asyncio.gather(
        asyncio.gather(*map(measure, stations)),
        asyncio.gather(*(asyncio.to_thread(look_up, station) for station in stations)),
    )
    return await asyncio.gather(*(loop.run_in_executor(pool, compare, *pair) for pair in zip(today, former)))


async def forecast_until(pool, forecast, regions, days, limit):
    loop = asyncio.get_running_loop()
    futures = {region: loop.run_in_executor(pool, forecast, region, days) for region in regions}
    await asyncio.wait(futures.values(), timeout=limit)
    return {region: future.result() for region, future in futures.items() if future.done()}
