"""Uses a queue made for threads: its get() stops the whole loop, so that nobody can put anything in.

fails: queues::test_items_are_written_in_order_while_the_next_are_read, queues::test_the_reader_does_not_run_away, queues::test_all_workers_work_and_come_to_an_end, queues::test_no_worker_is_idle_while_an_item_waits, queues::test_a_copy_that_stops_leaves_nobody_behind
diagnosis: deadlock
"""

import asyncio
import queue


async def copy(read, write, ahead):
    waiting = queue.Queue(ahead)

    async def reader():
        while True:
            item = await read()
            waiting.put(item)
            if item is None:
                return

    async def writer():
        while (item := waiting.get()) is not None:
            await write(item)

    async with asyncio.TaskGroup() as group:
        group.create_task(reader())
        group.create_task(writer())


async def hand_out(read, handle, workers):
    waiting = queue.Queue()

    async def worker():
        while (item := waiting.get()) is not None:
            await handle(item)

    tasks = [asyncio.create_task(worker()) for _ in range(workers)]
    while (item := await read()) is not None:
        waiting.put(item)
    for _ in range(workers):
        waiting.put(None)
    await asyncio.gather(*tasks)


async def explore(entrance, look, scouts):
    todo = asyncio.Queue()
    seen = {entrance}
    todo.put_nowait(entrance)

    async def scout():
        while True:
            room = await todo.get()
            try:
                for other in await look(room):
                    if other not in seen:
                        seen.add(other)
                        todo.put_nowait(other)
            except OSError:
                pass
            finally:
                todo.task_done()

    tasks = [asyncio.create_task(scout()) for _ in range(scouts)]
    try:
        await todo.join()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return sorted(seen)
