"""A sentinel that each worker puts back for the next one, a priority queue of rooms, and a count of open rooms instead of join()."""

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

    both = [asyncio.create_task(reader()), asyncio.create_task(writer())]
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_EXCEPTION)
        for task in both:
            if task.done():
                task.result()
    finally:
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)


async def hand_out(read, handle, workers):
    queue = asyncio.Queue()

    async def reader():
        item = object()
        while item is not None:
            item = await read()
            await queue.put(item)

    async def worker():
        while True:
            item = await queue.get()
            if item is None:
                await queue.put(None)
                return
            await handle(item)

    await asyncio.gather(reader(), *(worker() for _ in range(workers)))


async def explore(entrance, look, scouts):
    queue = asyncio.PriorityQueue()
    seen = {entrance}
    queue.put_nowait((0, entrance))
    open_rooms = 1
    over = asyncio.Event()

    async def scout():
        nonlocal open_rooms
        while True:
            depth, room = await queue.get()
            try:
                found = await look(room)
            except OSError:
                found = []
            for other in found:
                if other not in seen:
                    seen.add(other)
                    open_rooms += 1
                    queue.put_nowait((depth + 1, other))
            open_rooms -= 1
            if open_rooms == 0:
                over.set()

    tasks = [asyncio.create_task(scout()) for _ in range(scouts)]
    try:
        await over.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return sorted(seen)
