"""Reads one station after another, to catch the errors of each.

fails: errors::test_every_station_is_reported, errors::test_nothing_is_lost_or_mistaken, errors::test_cancelled_is_not_failed
diagnosis: sequential-await
"""

import asyncio


async def read_all(stations):
    readings = {}
    failures = {}
    for name, read in stations.items():
        try:
            readings[name] = await read()
        except Exception as error:
            failures[name] = error
    return readings, failures


async def draw_map(stations):
    tasks = [asyncio.create_task(read()) for read in stations.values()]
    try:
        readings = await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    return dict(zip(stations, readings))


def watch(read, failures):
    async def guarded():
        try:
            return await read()
        except Exception as error:
            failures.append(error)

    return asyncio.create_task(guarded())
