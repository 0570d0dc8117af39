"""Task groups end whoever is left, and scouts who wait for more are cancelled."""

import asyncio


async def copy(read, write, ahead: int) -> None:
    waiting: asyncio.Queue = asyncio.Queue(maxsize=ahead)

    async def fill() -> None:
        while (item := (await read())) is not None:
            await waiting.put(item)
        await waiting.put(None)

    async def drain() -> None:
        while (item := (await waiting.get())) is not None:
            await write(item)

    async with asyncio.TaskGroup() as both:
        both.create_task(fill())
        both.create_task(drain())


async def hand_out(read, handle, workers: int) -> None:
    waiting: asyncio.Queue = asyncio.Queue()

    async def fill() -> None:
        while (item := (await read())) is not None:
            await waiting.put(item)
        for _ in range(workers):
            await waiting.put(None)

    async def work() -> None:
        while (item := (await waiting.get())) is not None:
            await handle(item)

    await asyncio.gather(fill(), *(work() for _ in range(workers)))


async def explore(entrance: str, look, scouts: int) -> list[str]:
    waiting: asyncio.Queue[str] = asyncio.Queue()
    known = {entrance}
    waiting.put_nowait(entrance)

    async def scout() -> None:
        while True:
            room = await waiting.get()
            try:
                doors = await look(room)
            except OSError:
                doors = []
            for found in doors:
                if found not in known:
                    known.add(found)
                    waiting.put_nowait(found)
            waiting.task_done()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(scout()) for _ in range(scouts)]
        await waiting.join()
        for task in tasks:
            task.cancel()
    return sorted(known)
