"""Expects one kind of error only while it watches: any other one stays in the task.

fails: errors::test_a_failure_in_the_background_is_noted
diagnosis: wrong-error
"""

import asyncio


async def read_all(stations: dict) -> tuple[dict, dict]:
    readings, failures = ({}, {})
    outcomes = await asyncio.gather(*(read() for read in stations.values()), return_exceptions=True)
    for name, outcome in zip(stations, outcomes):
        if isinstance(outcome, BaseException):
            failures[name] = outcome
        else:
            readings[name] = outcome
    return (readings, failures)


async def draw_map(stations: dict) -> dict:
    tasks = {name: asyncio.create_task(read()) for name, read in stations.items()}
    try:
        await asyncio.gather(*tasks.values())
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
    return {name: task.result() for name, task in tasks.items()}


def watch(read, failures: list) -> asyncio.Task:

    async def report_failure():
        try:
            return await read()
        except OSError as error:
            failures.append(error)
            return None

    return asyncio.create_task(report_failure())
