"""A story that breaks is thrown away as a whole.

fails: chaining::test_a_story_ends_where_it_breaks, chaining::test_stories_do_not_mix_under_any_order_of_events
diagnosis: wrong-value
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
            text, page = await fetch(page)
            texts.append(text)
        return texts

    stories = await asyncio.gather(*(read(first) for first in firsts), return_exceptions=True)
    return {first: [] if isinstance(story, Exception) else story for first, story in zip(firsts, stories)}


async def translate_story(first, fetch, translate):
    tasks = []
    async with asyncio.TaskGroup() as group:
        page = first
        while page is not None:
            text, page = await fetch(page)
            tasks.append(group.create_task(translate(text)))
    return [task.result() for task in tasks]
