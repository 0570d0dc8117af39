"""One photo after another, one story after another.

fails: chaining::test_each_photo_goes_its_own_way, chaining::test_a_photo_that_fails_is_left_alone, chaining::test_stories_do_not_wait_for_each_other, chaining::test_photos_take_as_long_as_the_longest_way
diagnosis: sequential-await
"""

import asyncio


async def publish(photos, download, shrink, upload):
    addresses = {}
    for photo in photos:
        try:
            large = await download(photo)
            small = await shrink(large)
            addresses[photo] = await upload(small)
        except Exception:
            addresses[photo] = None
    return addresses


async def read_stories(firsts, fetch):
    stories = {}
    for first in firsts:
        stories[first] = []
        page = first
        while page is not None:
            try:
                text, page = await fetch(page)
            except Exception:
                break
            stories[first].append(text)
    return stories


async def translate_story(first, fetch, translate):
    tasks = []
    async with asyncio.TaskGroup() as group:
        page = first
        while page is not None:
            text, page = await fetch(page)
            tasks.append(group.create_task(translate(text)))
    return [task.result() for task in tasks]
