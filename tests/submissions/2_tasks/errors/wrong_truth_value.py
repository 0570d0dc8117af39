"""Takes every reading that is false for a failure: 0, for instance.

fails: errors::test_nothing_is_lost_or_mistaken
diagnosis: wrong-value
"""

import asyncio


async def read_all(stations):
    readings = {}
    failures = {}

    async def read_one(name, read):
        reading = None
        try:
            reading = await read()
        except Exception as error:
            failures[name] = error
        if reading:
            readings[name] = reading

    await asyncio.gather(*(read_one(name, read) for name, read in stations.items()))
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
