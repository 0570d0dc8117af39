"""asyncio.wait(), and the tasks themselves remember the order."""

import asyncio


async def fetch_both(first, second):
    pages = await fetch_all([first, second])
    return "".join(pages)


async def fetch_all(fetches):
    tasks = [asyncio.create_task(fetch()) for fetch in fetches]
    if tasks:
        await asyncio.wait(tasks)
    return [task.result() for task in tasks]


async def fetch_groups(groups):
    pages = await asyncio.gather(*(fetch_all(fetches) for fetches in groups.values()))
    return dict(zip(groups, pages))
