"""Makes both coroutines before it awaits any, as if that had started them.

fails: gather::test_two_pages_at_the_same_time, gather::test_fetches_overlap, gather::test_groups_do_not_wait_for_each_other, gather::test_takes_as_long_as_the_slowest, gather::test_any_groups_take_as_long_as_the_slowest_page
diagnosis: sequential-await
"""

import asyncio


async def fetch_both(first, second):
    one = first()
    two = second()
    return await one + await two


async def fetch_all(fetches):
    coroutines = [fetch() for fetch in fetches]
    return [await coroutine for coroutine in coroutines]


async def fetch_groups(groups):
    pages = await asyncio.gather(*(fetch_all(fetches) for fetches in groups.values()))
    return dict(zip(groups, pages))
