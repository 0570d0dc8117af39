"""Thinks in executors: submit and map, in threads that wait for them, and a pool of threads of its own."""

import asyncio
import concurrent.futures
import itertools


async def forecast_all(pool, forecast, regions, days):
    def compute():
        return list(pool.map(forecast, regions, itertools.repeat(days)))

    return await asyncio.to_thread(compute)


async def report_all(pool, measure, look_up, compare, stations):
    disks = concurrent.futures.ThreadPoolExecutor(len(stations))
    found = [disks.submit(look_up, station) for station in stations]

    async def report(station, former):
        today = await measure(station)
        return await asyncio.wrap_future(pool.submit(compare, today, await asyncio.wrap_future(former)))

    return await asyncio.gather(*map(report, stations, found))


async def forecast_until(pool, forecast, regions, days, limit):
    futures = {pool.submit(forecast, region, days): region for region in regions}
    done, pending = await asyncio.to_thread(concurrent.futures.wait, futures, limit)
    for future in pending:
        future.cancel()
    return {futures[future]: future.result() for future in done}
