"""As a beginner writes it: long, repetitive, correct."""

import asyncio


async def publish_one(photo, download, shrink, upload):
    try:
        large = await download(photo)
    except Exception:
        return None
    try:
        small = await shrink(large)
    except Exception:
        return None
    try:
        address = await upload(small)
    except Exception:
        return None
    return address


async def publish(photos, download, shrink, upload):
    tasks = []
    for photo in photos:
        task = asyncio.create_task(publish_one(photo, download, shrink, upload))
        tasks.append(task)
    result = {}
    i = 0
    for task in tasks:
        address = await task
        result[photos[i]] = address
        i = i + 1
    return result


async def read_one_story(first, fetch):
    texts = []
    page = first
    while page != None:
        try:
            answer = await fetch(page)
        except Exception:
            page = None
            continue
        text = answer[0]
        texts.append(text)
        page = answer[1]
    return texts


async def read_stories(firsts, fetch):
    tasks = []
    for first in firsts:
        task = asyncio.create_task(read_one_story(first, fetch))
        tasks.append(task)
    result = {}
    i = 0
    while i < len(firsts):
        result[firsts[i]] = await tasks[i]
        i = i + 1
    return result


async def translate_story(first, fetch, translate):
    tasks = []
    translations = []
    try:
        page = first
        fetching = None
        while page != None:
            # fetch in a task of its own, so that a translation that fails is noticed while we fetch
            fetching = asyncio.create_task(fetch(page))
            tasks.append(fetching)
            while not fetching.done():
                running = []
                for task in tasks:
                    if not task.done():
                        running.append(task)
                await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in tasks:
                    if task.done():
                        task.result()
            answer = await fetching
            text = answer[0]
            page = answer[1]
            translation = asyncio.create_task(translate(text))
            tasks.append(translation)
            translations.append(translation)
        return await asyncio.gather(*translations)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
