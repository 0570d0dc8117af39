"""Closes the pool at its end, which serves others, too; and closing it blocks until all is computed.

fails: parallelism::test_what_is_there_at_the_limit_counts, parallelism::test_ends_early_if_all_is_there_and_on_time_if_nothing_is, parallelism::test_a_forecast_can_be_called_off
diagnosis: blocked-loop
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
    with pool:
        futures = {region: loop.run_in_executor(pool, forecast, region, days) for region in regions}
        await asyncio.wait(futures.values(), timeout=limit)
        return {region: future.result() for region, future in futures.items() if future.done()}
