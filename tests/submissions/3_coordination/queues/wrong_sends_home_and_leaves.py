"""Sends the scouts home, and is gone before they are.

fails: queues::test_all_scouts_go_home
diagnosis: cancel-without-await
"""

import asyncio


async def finish(*coroutines) -> None:
    tasks = [asyncio.create_task(each) for each in coroutines]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            if not task.cancelling():
                task.cancel()
        pass


async def copy(read, write, ahead: int) -> None:
    waiting: asyncio.Queue = asyncio.Queue(maxsize=ahead)

    async def fill() -> None:
        while (item := (await read())) is not None:
            await waiting.put(item)
        await waiting.put(None)

    async def drain() -> None:
        while (item := (await waiting.get())) is not None:
            await write(item)

    await finish(fill(), drain())


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

    await finish(fill(), *(work() for _ in range(workers)))


async def explore(entrance: str, look, scouts: int) -> list[str]:
    waiting: asyncio.Queue[str | None] = asyncio.Queue()
    known = {entrance}
    waiting.put_nowait(entrance)

    async def scout() -> None:
        while (room := (await waiting.get())) is not None:
            try:
                doors = await look(room)
            except OSError:
                doors = []
            for found in doors:
                if found not in known:
                    known.add(found)
                    waiting.put_nowait(found)
            waiting.task_done()

    async def send_home() -> None:
        await waiting.join()
        for _ in range(scouts):
            waiting.put_nowait(None)

    await finish(send_home(), *(scout() for _ in range(scouts)))
    return sorted(known)
