"""Workers between queues: a photo goes from one queue to the next, a page is handed to whoever translates."""

import asyncio


async def publish(photos, download, shrink, upload):
    addresses = dict.fromkeys(photos)
    desk = asyncio.Queue()
    for photo in photos:
        desk.put_nowait((photo, photo, [download, shrink, upload]))

    async def work():
        while True:
            photo, thing, steps = await desk.get()
            try:
                thing = await steps[0](thing)
            except Exception:
                pass
            else:
                if steps[1:]:
                    desk.put_nowait((photo, thing, steps[1:]))
                else:
                    addresses[photo] = thing
            finally:
                desk.task_done()

    workers = [asyncio.create_task(work()) for _ in photos]
    await desk.join()
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    return addresses


async def pages(page, fetch):
    while page is not None:
        text, page = await fetch(page)
        yield text


async def read_stories(firsts, fetch):
    stories = {}

    async def read(first):
        stories[first] = []
        try:
            async for text in pages(first, fetch):
                stories[first].append(text)
        except Exception:
            pass

    await asyncio.gather(*map(read, firsts))
    return stories


async def translate_story(first, fetch, translate):
    translations = {}
    async with asyncio.TaskGroup() as group:
        texts = asyncio.Queue()

        async def read():
            async for text in pages(first, fetch):
                await texts.put(text)
            await texts.put(None)

        async def translate_one(number, text):
            translations[number] = await translate(text)

        group.create_task(read())
        number = 0
        while (text := await texts.get()) is not None:
            group.create_task(translate_one(number, text))
            number += 1
    return [translations[number] for number in range(number)]
