"""Fetches the next page of every story in each round: the fast stories wait for the slow ones.

fails: chaining::test_stories_do_not_wait_for_each_other
diagnosis: waits-for-all
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
    stories = {first: [] for first in firsts}
    pages = {first: first for first in firsts}
    while pages:
        answers = await asyncio.gather(*(fetch(page) for page in pages.values()), return_exceptions=True)
        following = {}
        for first, answer in zip(pages, answers):
            if isinstance(answer, Exception):
                continue
            text, page = answer
            stories[first].append(text)
            if page is not None:
                following[first] = page
        pages = following
    return stories


async def translate_story(first, fetch, translate):
    tasks = []
    async with asyncio.TaskGroup() as group:
        page = first
        while page is not None:
            text, page = await fetch(page)
            tasks.append(group.create_task(translate(text)))
    return [task.result() for task in tasks]
