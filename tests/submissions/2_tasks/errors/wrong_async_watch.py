"""Makes watch() a coroutine function, which does nothing until somebody awaits it.

fails: errors::test_a_failure_in_the_background_is_noted, errors::test_cancelled_is_not_failed
diagnosis: never-awaited
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


async def watch(read, failures):
    try:
        return await read()
    except Exception as error:
        failures.append(error)
