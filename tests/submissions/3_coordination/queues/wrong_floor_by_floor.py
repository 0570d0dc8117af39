"""Looks at all known rooms, waits until all of them are done, and then goes on to the next ones.

fails: queues::test_scouts_look_at_every_room_once, queues::test_all_scouts_go_home
diagnosis: sequential-await
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
    free = asyncio.Semaphore(scouts)
    seen = {entrance}

    async def doors(room):
        async with free:
            try:
                return await look(room)
            except OSError:
                return []

    level = [entrance]
    while level:
        found = await asyncio.gather(*(doors(room) for room in level))
        level = sorted({other for others in found for other in others} - seen)
        seen.update(level)
    return sorted(seen)
