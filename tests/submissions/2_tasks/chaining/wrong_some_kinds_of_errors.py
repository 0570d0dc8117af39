"""Expects some kinds of errors only: any other one ends it for all photos.

fails: chaining::test_a_photo_that_fails_is_left_alone
diagnosis: one-failure-sinks-all
"""

import asyncio


async def publish(photos: list[str], download, shrink, upload) -> dict[str, str | None]:

    async def publish_one(photo: str) -> str | None:
        try:
            return await upload(await shrink(await download(photo)))
        except (ConnectionError, ValueError):
            return None

    addresses = await asyncio.gather(*(publish_one(photo) for photo in photos))
    return dict(zip(photos, addresses))


async def read_stories(firsts: list[str], fetch) -> dict[str, list[str]]:
    stories: dict[str, list[str]] = {first: [] for first in firsts}

    async def read(first: str) -> None:
        page = first
        while page is not None:
            try:
                text, page = await fetch(page)
            except Exception:
                return
            stories[first].append(text)

    await asyncio.gather(*(read(first) for first in firsts))
    return stories


async def translate_story(first: str, fetch, translate) -> list[str]:
    translations = []
    async with asyncio.TaskGroup() as group:
        page = first
        while page is not None:
            text, page = await fetch(page)
            translations.append(group.create_task(translate(text)))
    return [translation.result() for translation in translations]
