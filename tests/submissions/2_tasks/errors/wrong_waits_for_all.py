"""Reads to the end, and then looks for an error: it comes late, and nothing was stopped.

fails: errors::test_a_failure_stops_the_other_readings, errors::test_the_first_error_of_several
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
    readings, failures = await read_all(stations)
    for error in failures.values():
        raise error
    return readings


def watch(read, failures):
    async def guarded():
        try:
            return await read()
        except Exception as error:
            failures.append(error)

    return asyncio.create_task(guarded())
