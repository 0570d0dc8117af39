"""A beginner's: long and repetitive, with a variable for every step, and workers that are awaited one after the other."""

import asyncio


async def copy(read, write, ahead):
    queue = asyncio.Queue(maxsize=ahead)

    async def producer():
        item = await read()
        while item is not None:
            await queue.put(item)
            item = await read()
        await queue.put("the end of it all")
        await queue.put(None)

    async def consumer():
        previous = await queue.get()
        while True:
            if previous == "the end of it all":
                following = await queue.get()
                if following is None:
                    break
                await write(previous)
                previous = following
            else:
                await write(previous)
                previous = await queue.get()

    producer_task = asyncio.create_task(producer())
    consumer_task = asyncio.create_task(consumer())
    error = None
    try:
        await asyncio.gather(producer_task, consumer_task)
    except Exception as e:
        error = e
    finally:
        if not producer_task.done():
            producer_task.cancel()
            try:
                await producer_task
            except asyncio.CancelledError:
                pass
        if not consumer_task.done():
            consumer_task.cancel()
            try:
                await consumer_task
            except asyncio.CancelledError:
                pass
    if error is not None:
        raise error


async def hand_out(read, handle, workers):
    queue = asyncio.Queue()
    worker_tasks = []

    async def work():
        finished = False
        while not finished:
            item = await queue.get()
            if item is None:
                finished = True
            else:
                await handle(item)
            queue.task_done()

    i = 0
    while i < workers:
        task = asyncio.create_task(work())
        worker_tasks.append(task)
        i = i + 1

    item = await read()
    while item is not None:
        await queue.put(item)
        item = await read()

    await queue.join()

    i = 0
    while i < workers:
        await queue.put(None)
        i = i + 1
    for task in worker_tasks:
        await task


async def explore(entrance, look, scouts):
    to_do = asyncio.Queue()
    known = []
    known.append(entrance)
    await to_do.put(entrance)

    async def one_scout():
        while True:
            room = await to_do.get()
            try:
                doors = await look(room)
            except OSError:
                doors = []
            except asyncio.CancelledError:
                to_do.task_done()
                raise
            for door in doors:
                if door in known:
                    continue
                known.append(door)
                await to_do.put(door)
            to_do.task_done()

    tasks = []
    for i in range(scouts):
        tasks.append(asyncio.create_task(one_scout()))

    try:
        await to_do.join()
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        for task in tasks:
            try:
                await task
            except asyncio.CancelledError:
                pass
        raise

    for task in tasks:
        task.cancel()
    for task in tasks:
        try:
            await task
        except asyncio.CancelledError:
            pass
    known.sort()
    return known
