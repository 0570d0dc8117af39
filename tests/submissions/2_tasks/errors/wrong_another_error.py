"""Replaces the error by one of its own, which does not say what happened.

fails: errors::test_a_map_of_all_stations_or_an_error, errors::test_a_failure_stops_the_other_readings, errors::test_the_first_error_of_several
diagnosis: wrong-error
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
    except Exception:
        raise RuntimeError("no map today")
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return dict(zip(stations, readings))


def watch(read, failures):
    async def guarded():
        try:
            return await read()
        except Exception as error:
            failures.append(error)

    return asyncio.create_task(guarded())
