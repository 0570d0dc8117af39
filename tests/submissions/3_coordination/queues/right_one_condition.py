"""A deque and a condition in the place of every queue, and no sentinel: a flag says that there is no more."""

import asyncio
from collections import deque


async def copy(read, write, ahead):
    items, ended, changed = deque(), False, asyncio.Condition()

    async def reader():
        nonlocal ended
        while True:
            item = await read()
            async with changed:
                if item is None:
                    ended = True
                else:
                    await changed.wait_for(lambda: len(items) < ahead)
                    items.append(item)
                changed.notify_all()
            if item is None:
                return

    async def writer():
        while True:
            async with changed:
                await changed.wait_for(lambda: items or ended)
                if not items:
                    return
                item = items.popleft()
                changed.notify_all()
            await write(item)

    async with asyncio.TaskGroup() as group:
        group.create_task(reader())
        group.create_task(writer())


async def hand_out(read, handle, workers):
    items, ended, changed = deque(), False, asyncio.Condition()

    async def worker():
        while True:
            async with changed:
                await changed.wait_for(lambda: items or ended)
                if not items:
                    return
                item = items.popleft()
            await handle(item)

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(worker())
        while (item := await read()) is not None:
            async with changed:
                items.append(item)
                changed.notify()
        async with changed:
            ended = True
            changed.notify_all()


async def explore(entrance, look, scouts):
    seen, rooms, busy, changed = {entrance}, [entrance], 0, asyncio.Condition()

    async def scout():
        nonlocal busy
        while True:
            async with changed:
                await changed.wait_for(lambda: rooms or not busy)
                if not rooms:
                    return
                room = rooms.pop()
                busy += 1
            try:
                found = await look(room)
            except OSError:
                found = []
            async with changed:
                busy -= 1
                for other in found:
                    if other not in seen:
                        seen.add(other)
                        rooms.append(other)
                changed.notify_all()

    async with asyncio.TaskGroup() as group:
        for _ in range(scouts):
            group.create_task(scout())
    return sorted(seen)
