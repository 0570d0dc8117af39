"""Tasks, all started before the first one is awaited; then awaiting them in turn costs nothing."""

import asyncio


async def fetch_both(first, second):
    later = asyncio.create_task(second())
    return await first() + await later


async def fetch_all(fetches):
    tasks = [asyncio.create_task(fetch()) for fetch in fetches]
    return [await task for task in tasks]


async def fetch_groups(groups):
    tasks = {name: asyncio.create_task(fetch_all(fetches)) for name, fetches in groups.items()}
    return {name: await task for name, task in tasks.items()}
