"""All downloads, then all shrinking, then all uploads: after each stage, everybody waits for the slowest.

fails: chaining::test_each_photo_goes_its_own_way, chaining::test_a_photo_that_fails_is_left_alone, chaining::test_photos_take_as_long_as_the_longest_way
diagnosis: waits-for-all
"""

import asyncio


async def publish(photos, download, shrink, upload):
    things = {photo: photo for photo in photos}
    for step in download, shrink, upload:
        results = await asyncio.gather(*(step(thing) for thing in things.values()), return_exceptions=True)
        things = {photo: result for photo, result in zip(things, results) if not isinstance(result, Exception)}
    return {photo: things.get(photo) for photo in photos}


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
