"""Draws a map with holes: errors are caught, and nobody hears of them.

fails: errors::test_a_map_of_all_stations_or_an_error, errors::test_a_failure_stops_the_other_readings, errors::test_the_first_error_of_several
diagnosis: swallowed-error
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
    readings, _ = await read_all(stations)
    return readings


def watch(read, failures):
    async def guarded():
        try:
            return await read()
        except Exception as error:
            failures.append(error)

    return asyncio.create_task(guarded())
