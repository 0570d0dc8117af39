"""Reads one item, writes it, and only then reads the next one.

fails: queues::test_items_are_written_in_order_while_the_next_are_read, queues::test_the_reader_does_not_run_away, queues::test_a_copy_that_stops_leaves_nobody_behind
diagnosis: sequential-await
"""

import asyncio


async def copy(read, write, ahead):
    while (item := await read()) is not None:
        await write(item)


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
