"""Folders wait in a queue for readers of which there are always enough; join() says that none is left."""

import asyncio


async def build(parts):
    async with asyncio.TaskGroup() as group:
        tasks = {number: group.create_task(part()) for number, part in enumerate(parts)}
    return [tasks[number].result() for number in range(len(parts))]


class SoldOut(Exception):
    pass


async def book(bookings):
    answers = []
    try:
        answers = await build(bookings)
    except* LookupError:
        answers = []
    return answers


async def find_folders(root, list_folders):
    queue = asyncio.Queue()
    queue.put_nowait(root)
    found = []

    async def read(folder):
        try:
            names = await list_folders(folder)
        except PermissionError:
            names = ()
        for name in names:
            queue.put_nowait(name)
        found.append(folder)
        queue.task_done()

    async def hand_out(group):
        while True:
            group.create_task(read(await queue.get()))

    async with asyncio.TaskGroup() as group:
        porter = group.create_task(hand_out(group))
        await queue.join()
        porter.cancel()
    return sorted(found)
