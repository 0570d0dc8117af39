"""Silences asyncio by asking for the exception, and does nothing about it.

fails: errors::test_a_failure_in_the_background_is_noted
diagnosis: wrong-value
"""

import asyncio


async def read_all(stations):
    outcomes = await asyncio.gather(*(read() for read in stations.values()), return_exceptions=True)
    readings = {}
    failures = {}
    for name, outcome in zip(stations, outcomes):
        if isinstance(outcome, BaseException):
            failures[name] = outcome
        else:
            readings[name] = outcome
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
        except Exception:
            return None

    return asyncio.create_task(guarded())
