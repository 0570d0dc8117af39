"""Awaits the tasks in the order of the stations: an error is noticed when those before it are done.

fails: errors::test_a_failure_stops_the_other_readings, errors::test_the_first_error_of_several, errors::test_cancelled_is_not_failed
diagnosis: not-cancelled
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
    tasks = {name: asyncio.create_task(read()) for name, read in stations.items()}
    readings = {}
    try:
        for name, task in tasks.items():
            readings[name] = await task
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
    return readings


def watch(read, failures):
    async def guarded():
        try:
            return await read()
        except Exception as error:
            failures.append(error)

    return asyncio.create_task(guarded())
