"""What gather() gives is returned without being awaited.

fails: gather::test_pages_come_in_the_order_of_the_fetches, gather::test_fetches_overlap, gather::test_one_fetch_or_none, gather::test_groups_do_not_wait_for_each_other, gather::test_takes_as_long_as_the_slowest, gather::test_any_groups_take_as_long_as_the_slowest_page, gather::test_order_does_not_depend_on_luck
diagnosis: missing-await
"""

import asyncio


async def fetch_both(first, second):
    one, two = await asyncio.gather(first(), second())
    return one + two


async def fetch_all(fetches):
    return asyncio.gather(*(fetch() for fetch in fetches))


async def fetch_groups(groups):
    return {name: asyncio.gather(*(fetch() for fetch in fetches)) for name, fetches in groups.items()}
