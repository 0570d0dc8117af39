"""TaskGroups: one whose members never fail, and one that stops them all; `except*` takes the first error out of the group."""

import asyncio


async def read_all(stations):
    readings, failures = {}, {}

    async def read_one(name, read):
        try:
            readings[name] = await read()
        except Exception as error:
            failures[name] = error

    async with asyncio.TaskGroup() as group:
        for name, read in stations.items():
            group.create_task(read_one(name, read))
    return readings, failures


async def draw_map(stations):
    first = None
    try:
        async with asyncio.TaskGroup() as group:
            tasks = {name: group.create_task(read()) for name, read in stations.items()}
    except* Exception as errors:
        first = errors.exceptions[0]
    if first is not None:
        raise first
    return {name: task.result() for name, task in tasks.items()}


def watch(read, failures):
    async def guarded():
        try:
            return await read()
        except Exception as error:
            failures.append(error)

    return asyncio.create_task(guarded())
