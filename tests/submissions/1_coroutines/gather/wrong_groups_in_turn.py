"""The pages of a group overlap, and the groups wait for each other.

fails: gather::test_groups_do_not_wait_for_each_other, gather::test_any_groups_take_as_long_as_the_slowest_page
diagnosis: sequential-await
"""

import asyncio


async def fetch_both(first, second):
    one, two = await asyncio.gather(first(), second())
    return one + two


async def fetch_all(fetches):
    return await asyncio.gather(*(fetch() for fetch in fetches))


async def fetch_groups(groups):
    pages = {}
    for name, fetches in groups.items():
        pages[name] = await fetch_all(fetches)
    return pages
