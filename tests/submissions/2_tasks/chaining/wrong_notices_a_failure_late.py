"""Looks at the translations when all is fetched: one that has failed is not noticed until then.

fails: chaining::test_nothing_goes_on_after_the_end
diagnosis: sequential-await
"""

import asyncio


async def publish(photos, download, shrink, upload):
    async def publish_one(photo):
        try:
            large = await download(photo)
            small = await shrink(large)
            return await upload(small)
        except Exception:
            return None

    addresses = await asyncio.gather(*(publish_one(photo) for photo in photos))
    return dict(zip(photos, addresses))


async def read_stories(firsts, fetch):
    async def read(page):
        texts = []
        while page is not None:
            try:
                text, page = await fetch(page)
            except Exception:
                break
            texts.append(text)
        return texts

    stories = await asyncio.gather(*(read(first) for first in firsts))
    return dict(zip(firsts, stories))


async def translate_story(first, fetch, translate):
    tasks = []
    try:
        page = first
        while page is not None:
            text, page = await fetch(page)
            tasks.append(asyncio.create_task(translate(text)))
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
