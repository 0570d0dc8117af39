"""Raises the error of the first station in the list, not that of the first to fail, and waits for all.

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
    outcomes = await asyncio.gather(*(read() for read in stations.values()), return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return dict(zip(stations, outcomes))


def watch(read, failures):
    async def guarded():
        try:
            return await read()
        except Exception as error:
            failures.append(error)

    return asyncio.create_task(guarded())
