"""Gives every worker a queue of its own, and deals the items out in turn: some wait while others have nothing to do.

fails: queues::test_no_worker_is_idle_while_an_item_waits
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
    queues = [asyncio.Queue() for _ in range(workers)]

    async def worker(queue):
        while (item := await queue.get()) is not None:
            await handle(item)

    tasks = [asyncio.create_task(worker(queue)) for queue in queues]
    turn = 0
    while (item := await read()) is not None:
        await queues[turn % workers].put(item)
        turn += 1
    for queue in queues:
        await queue.put(None)
    await asyncio.gather(*tasks)


async def explore(entrance, look, scouts):
    queue = asyncio.Queue()
    seen = {entrance}
    queue.put_nowait(entrance)

    async def scout():
        while True:
            room = await queue.get()
            try:
                for other in await look(room):
                    if other not in seen:
                        seen.add(other)
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
