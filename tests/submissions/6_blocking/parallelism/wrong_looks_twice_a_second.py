"""Looks twice a second whether the limit has come, and so passes it.

fails: parallelism::test_ends_early_if_all_is_there_and_on_time_if_nothing_is
diagnosis: missing-timeout
"""

import asyncio


async def forecast_all(pool, forecast, regions: list[str], days: int) -> list:
    loop = asyncio.get_running_loop()
    return await asyncio.gather(*(loop.run_in_executor(pool, forecast, region, days) for region in regions))


async def report_all(pool, measure, look_up, compare, stations: list[str]) -> list:
    loop = asyncio.get_running_loop()

    async def report(station: str):
        today, former = await asyncio.gather(measure(station), asyncio.to_thread(look_up, station))
        return await loop.run_in_executor(pool, compare, today, former)

    return await asyncio.gather(*map(report, stations))


async def forecast_until(pool, forecast, regions: list[str], days: int, limit: float) -> dict:
    loop = asyncio.get_running_loop()
    futures = {region: loop.run_in_executor(pool, forecast, region, days) for region in regions}
    end = loop.time() + limit
    while loop.time() < end and not all(future.done() for future in futures.values()):
        await asyncio.sleep(0.5)
    return {region: future.result() for region, future in futures.items() if future.done()}
