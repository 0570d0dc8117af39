"""Nobody handles the error of a step, so that the caller gets it, and no addresses.

fails: chaining::test_a_photo_that_fails_is_left_alone, chaining::test_photos_take_as_long_as_the_longest_way
diagnosis: one-failure-sinks-all
"""

import asyncio


async def publish(photos, download, shrink, upload):
    async def publish_one(photo):
        large = await download(photo)
        small = await shrink(large)
        return await upload(small)

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
    async with asyncio.TaskGroup() as group:
        page = first
        while page is not None:
            text, page = await fetch(page)
            tasks.append(group.create_task(translate(text)))
    return [task.result() for task in tasks]
