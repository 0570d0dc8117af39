"""A task for each room as soon as it is known, however many scouts there are.

fails: queues::test_rooms_are_found_whoever_is_slow, queues::test_all_scouts_go_home
diagnosis: too-many-at-once
"""

import asyncio


async def copy(read, write, ahead):
    queue = asyncio.Queue(ahead)

    async def reader():
        while True:
            item = await read()
            await queue.put(item)
            if item is None:
                return

    async def writer():
        while True:
            item = await queue.get()
            if item is None:
                return
            await write(item)

    async with asyncio.TaskGroup() as group:
        group.create_task(reader())
        group.create_task(writer())


async def hand_out(read, handle, workers):
    queue = asyncio.Queue()

    async def worker():
        while True:
            item = await queue.get()
            if item is None:
                return
            await handle(item)

    tasks = [asyncio.create_task(worker()) for _ in range(workers)]
    while (item := await read()) is not None:
        await queue.put(item)
    for _ in range(workers):
        await queue.put(None)
    await asyncio.gather(*tasks)


async def explore(entrance, look, scouts):
    seen = {entrance}

    async def visit(room):
        try:
            found = set(await look(room)) - seen
        except OSError:
            return
        seen.update(found)
        await asyncio.gather(*(visit(other) for other in sorted(found)))

    await visit(entrance)
    return sorted(seen)
