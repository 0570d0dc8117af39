"""The pages of all groups are fetched at once, and then cut up as if every group had as many.

fails: gather::test_groups_do_not_wait_for_each_other, gather::test_any_groups_take_as_long_as_the_slowest_page
diagnosis: wrong-value
"""

import asyncio


async def fetch_both(first, second):
    one, two = await asyncio.gather(first(), second())
    return one + two


async def fetch_all(fetches):
    return await asyncio.gather(*(fetch() for fetch in fetches))


async def fetch_groups(groups):
    pages = await fetch_all([fetch for fetches in groups.values() for fetch in fetches])
    size = max((len(fetches) for fetches in groups.values()), default=0)
    return {name: pages[n * size : (n + 1) * size] for n, name in enumerate(groups)}
