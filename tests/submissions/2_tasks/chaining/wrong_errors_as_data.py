"""Lets gather() return the errors, and hands them to the next step as if they were images.

fails: chaining::test_each_photo_goes_its_own_way, chaining::test_a_photo_that_fails_is_left_alone, chaining::test_photos_take_as_long_as_the_longest_way
diagnosis: waits-for-all
"""

import asyncio


async def publish(photos, download, shrink, upload):
    large = await asyncio.gather(*(download(photo) for photo in photos), return_exceptions=True)
    small = await asyncio.gather(*(shrink(image) for image in large), return_exceptions=True)
    addresses = await asyncio.gather(*(upload(image) for image in small), return_exceptions=True)
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
