"""The translations come in the order in which they are ready.

fails: chaining::test_pages_are_translated_while_others_are_fetched, chaining::test_any_story_is_translated_on_the_way
diagnosis: completion-order
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
    translations = []

    async def keep(text):
        translations.append(await translate(text))

    async with asyncio.TaskGroup() as group:
        page = first
        while page is not None:
            text, page = await fetch(page)
            group.create_task(keep(text))
    return translations
