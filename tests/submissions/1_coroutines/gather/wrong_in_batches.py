"""Three fetches at a time: the fourth waits until the first three are done.

fails: gather::test_fetches_overlap, gather::test_takes_as_long_as_the_slowest, gather::test_any_groups_take_as_long_as_the_slowest_page
diagnosis: sequential-await
"""

import asyncio


async def fetch_both(first, second):
    one, two = await asyncio.gather(first(), second())
    return one + two


async def fetch_all(fetches):
    pages = []
    for start in range(0, len(fetches), 3):
        pages += await asyncio.gather(*(fetch() for fetch in fetches[start : start + 3]))
    return pages


async def fetch_groups(groups):
    flat = await fetch_all([fetch for fetches in groups.values() for fetch in fetches])
    pages = iter(flat)
    return {name: [next(pages) for _ in fetches] for name, fetches in groups.items()}
