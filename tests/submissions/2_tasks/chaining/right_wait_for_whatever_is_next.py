"""A scheduler: one loop waits for whichever step is done first, and starts what comes after it."""

import asyncio


async def publish(photos, download, shrink, upload):
    addresses = dict.fromkeys(photos)
    running = {asyncio.create_task(download(photo)): (photo, (shrink, upload)) for photo in photos}
    while running:
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            photo, steps = running.pop(task)
            if task.exception():
                continue
            if steps:
                running[asyncio.create_task(steps[0](task.result()))] = photo, steps[1:]
            else:
                addresses[photo] = task.result()
    return addresses


async def read_stories(firsts, fetch):
    stories = {first: [] for first in firsts}
    running = {asyncio.create_task(fetch(first)): first for first in firsts}
    while running:
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            first = running.pop(task)
            if not task.exception():
                text, page = task.result()
                stories[first].append(text)
                if page is not None:
                    running[asyncio.create_task(fetch(page))] = first
    return stories


async def translate_story(first, fetch, translate):
    translations = []
    fetching = asyncio.create_task(fetch(first))
    running = {fetching}
    try:
        while running:
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            if fetching in done:
                text, page = fetching.result()
                translations.append(asyncio.create_task(translate(text)))
                running.add(translations[-1])
                if page is not None:
                    fetching = asyncio.create_task(fetch(page))
                    running.add(fetching)
        return [task.result() for task in translations]
    except BaseException:
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)
        raise
