"""An await in the loop finishes each fetch before the next one starts.

fails: gather::test_fetches_overlap, gather::test_groups_do_not_wait_for_each_other, gather::test_takes_as_long_as_the_slowest, gather::test_any_groups_take_as_long_as_the_slowest_page
diagnosis: sequential-await
"""

import asyncio


async def fetch_both(first, second):
    one, two = await asyncio.gather(first(), second())
    return one + two


async def fetch_all(fetches):
    pages = []
    for fetch in fetches:
        pages.append(await fetch())
    return pages


async def fetch_groups(groups):
    pages = await asyncio.gather(*(fetch_all(fetches) for fetches in groups.values()))
    return dict(zip(groups, pages))
