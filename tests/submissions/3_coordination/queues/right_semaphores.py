"""No queues: semaphores count free places and items, lists keep them."""

import asyncio


async def copy(read, write, ahead):
    items = []
    room, there = asyncio.Semaphore(ahead), asyncio.Semaphore(0)

    async def writer():
        while True:
            await there.acquire()
            item = items.pop(0)
            room.release()
            if item is None:
                break
            await write(item)

    writing = asyncio.create_task(writer())

    async def reader():
        while True:
            await room.acquire()
            item = await read()
            items.append(item)
            there.release()
            if item is None:
                break

    reading = asyncio.create_task(reader())
    try:
        await asyncio.gather(reading, writing)
    finally:
        reading.cancel()
        writing.cancel()
        await asyncio.wait([reading, writing])


async def hand_out(read, handle, workers):
    free = asyncio.Semaphore(workers)
    tasks = []

    async def work(item):
        async with free:
            await handle(item)

    while (item := await read()) is not None:
        tasks.append(asyncio.create_task(work(item)))
    await asyncio.gather(*tasks)


async def explore(entrance, look, scouts):
    free = asyncio.Semaphore(scouts)
    seen = {entrance}

    async def visit(room, group):
        async with free:
            try:
                found = await look(room)
            except OSError:
                return
        for other in found:
            if other not in seen:
                seen.add(other)
                group.create_task(visit(other, group))

    async with asyncio.TaskGroup() as group:
        group.create_task(visit(entrance, group))
    return sorted(seen)
