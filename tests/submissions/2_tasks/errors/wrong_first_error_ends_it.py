"""The first error ends the report: what the others read is lost.

fails: errors::test_every_station_is_reported, errors::test_nothing_is_lost_or_mistaken
diagnosis: leftover-tasks
"""

import asyncio


async def read_all(stations):
    readings = {}
    failures = {}
    try:
        outcomes = await asyncio.gather(*(read() for read in stations.values()))
        readings = dict(zip(stations, outcomes))
    except Exception as error:
        failures = {name: error for name in stations}
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
