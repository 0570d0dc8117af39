"""A TaskGroup instead of gather(); its end is where everything is done."""

import asyncio


async def fetch_both(first, second):
    async with asyncio.TaskGroup() as group:
        one = group.create_task(first())
        two = group.create_task(second())
    return one.result() + two.result()


async def fetch_all(fetches):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(fetch()) for fetch in fetches]
    return [task.result() for task in tasks]


async def fetch_groups(groups):
    async with asyncio.TaskGroup() as group:
        tasks = {name: [group.create_task(fetch()) for fetch in fetches] for name, fetches in groups.items()}
    return {name: [task.result() for task in fetching] for name, fetching in tasks.items()}
