"""Each fetch puts its page where it belongs, in whatever order they arrive."""

import asyncio


async def fetch_both(first, second):
    return "".join(await fetch_all([first, second]))


async def fetch_all(fetches):
    pages = [None] * len(fetches)

    async def fill(place, fetch):
        pages[place] = await fetch()

    for filled in asyncio.as_completed([fill(place, fetch) for place, fetch in enumerate(fetches)]):
        await filled
    return pages


async def fetch_groups(groups):
    pages = {}

    async def fill(name):
        pages[name] = await fetch_all(groups[name])

    await asyncio.gather(*map(fill, groups))
    return pages
