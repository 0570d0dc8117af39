"""The first page is complete before the second fetch starts.

fails: gather::test_two_pages_at_the_same_time
diagnosis: sequential-await
"""

import asyncio


async def fetch_both(first, second):
    one = await first()
    two = await second()
    return one + two


async def fetch_all(fetches):
    return await asyncio.gather(*(fetch() for fetch in fetches))


async def fetch_groups(groups):
    pages = await asyncio.gather(*(fetch_all(fetches) for fetches in groups.values()))
    return dict(zip(groups, pages))
