"""A bare `except:` takes a cancellation for a step that failed: whoever cancels gets a result.

fails: chaining::test_being_cancelled_is_no_failed_step
diagnosis: swallowed-cancel
"""

import asyncio


async def publish(photos, download, shrink, upload):
    addresses = {}

    async def publish_one(photo):
        try:
            large = await download(photo)
            small = await shrink(large)
            addresses[photo] = await upload(small)
        except:
            addresses[photo] = None

    tasks = [asyncio.create_task(publish_one(photo)) for photo in photos]
    try:
        await asyncio.gather(*tasks)
    except:
        pass
    return {photo: addresses.get(photo) for photo in photos}


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
