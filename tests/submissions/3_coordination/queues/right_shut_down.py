"""Shuts the queues down instead of putting a sentinel in.

requires-python: >=3.13
"""

import asyncio


async def copy(read, write, ahead):
    queue = asyncio.Queue(ahead)

    async def reader():
        while (item := await read()) is not None:
            await queue.put(item)
        queue.shutdown()

    async def writer():
        try:
            while True:
                await write(await queue.get())
        except asyncio.QueueShutDown:
            pass

    async with asyncio.TaskGroup() as group:
        group.create_task(reader())
        group.create_task(writer())


async def hand_out(read, handle, workers):
    queue = asyncio.Queue()

    async def worker():
        while True:
            try:
                item = await queue.get()
            except asyncio.QueueShutDown:
                break
            await handle(item)

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(worker())
        while (item := await read()) is not None:
            queue.put_nowait(item)
        queue.shutdown()


async def explore(entrance, look, scouts):
    queue = asyncio.Queue()
    seen = {entrance}
    queue.put_nowait(entrance)

    async def scout():
        while True:
            try:
                room = await queue.get()
            except asyncio.QueueShutDown:
                return
            try:
                found = await look(room)
            except OSError:
                found = []
            for other in found:
                if other not in seen:
                    seen.add(other)
                    queue.put_nowait(other)
            queue.task_done()

    async with asyncio.TaskGroup() as group:
        for _ in range(scouts):
            group.create_task(scout())
        await queue.join()
        queue.shutdown()
    return sorted(seen)
