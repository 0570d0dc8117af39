"""The pages come in the order in which they arrived.

fails: gather::test_pages_come_in_the_order_of_the_fetches, gather::test_groups_do_not_wait_for_each_other, gather::test_takes_as_long_as_the_slowest, gather::test_any_groups_take_as_long_as_the_slowest_page, gather::test_order_does_not_depend_on_luck
diagnosis: completion-order
"""

import asyncio


async def fetch_both(first, second):
    one, two = await asyncio.gather(first(), second())
    return one + two


async def fetch_all(fetches):
    pages = []
    for page in asyncio.as_completed([fetch() for fetch in fetches]):
        pages.append(await page)
    return pages


async def fetch_groups(groups):
    pages = await asyncio.gather(*(fetch_all(fetches) for fetches in groups.values()))
    return dict(zip(groups, pages))
