"""Knows a room only when it has been looked at: two doors put it in twice.

fails: queues::test_scouts_look_at_every_room_once, queues::test_rooms_are_found_whoever_is_slow, queues::test_all_scouts_go_home
diagnosis: wrong-value
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
    queue = asyncio.Queue()
    seen = set()
    queue.put_nowait(entrance)

    async def scout():
        while True:
            room = await queue.get()
            try:
                seen.add(room)
                for other in await look(room):
                    if other not in seen:
                        queue.put_nowait(other)
            except OSError:
                pass
            finally:
                queue.task_done()

    tasks = [asyncio.create_task(scout()) for _ in range(scouts)]
    try:
        await queue.join()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return sorted(seen)
