"""A story is its first page and the rest of the story; a task for each of the two."""

import asyncio


async def publish(photos, download, shrink, upload):
    async def way(photo):
        return await upload(await shrink(await download(photo)))

    outcomes = await asyncio.gather(*map(way, photos), return_exceptions=True)
    return {photo: None if isinstance(outcome, Exception) else outcome for photo, outcome in zip(photos, outcomes)}


async def story(page, fetch):
    if page is None:
        return []
    try:
        text, following = await fetch(page)
    except Exception:
        return []
    return [text, *await story(following, fetch)]


async def read_stories(firsts, fetch):
    async with asyncio.TaskGroup() as group:
        tasks = {first: group.create_task(story(first, fetch)) for first in firsts}
    return {first: task.result() for first, task in tasks.items()}


async def both(one, other):
    tasks = [asyncio.ensure_future(one), asyncio.ensure_future(other)]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
        return [task.result() for task in tasks]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def translate_story(page, fetch, translate):
    text, following = await fetch(page)
    if following is None:
        return [await translate(text)]
    translation, others = await both(translate(text), translate_story(following, fetch, translate))
    return [translation, *others]
