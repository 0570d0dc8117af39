"""asyncio.wait() refuses to wait for nothing, so no fetches are an error.

fails: gather::test_one_fetch_or_none, gather::test_takes_as_long_as_the_slowest, gather::test_any_groups_take_as_long_as_the_slowest_page
diagnosis: empty-input
"""

import asyncio


async def fetch_both(first, second):
    one, two = await asyncio.gather(first(), second())
    return one + two


async def fetch_all(fetches):
    tasks = [asyncio.create_task(fetch()) for fetch in fetches]
    await asyncio.wait(tasks)
    return [task.result() for task in tasks]


async def fetch_groups(groups):
    pages = await asyncio.gather(*(fetch_all(fetches) for fetches in groups.values()))
    return dict(zip(groups, pages))
