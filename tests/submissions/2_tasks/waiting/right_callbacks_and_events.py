"""Callbacks of the tasks and one Event; nothing waits on the tasks directly."""

import asyncio
import contextlib


async def until(tasks, enough, limit=None):
    event = asyncio.Event()

    def look(task):
        if enough(task) or all(each.done() for each in tasks):
            event.set()

    for task in tasks:
        task.add_done_callback(look)
    loop = asyncio.get_running_loop()
    timer = loop.call_later(limit, event.set) if limit is not None else None
    try:
        if tasks:
            await event.wait()
        return [task for task in tasks if task.done()]
    finally:
        if timer:
            timer.cancel()
        for task in tasks:
            if task.cancel():
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await task


async def fastest(servers):
    done = await until([asyncio.create_task(server()) for server in servers], lambda task: True)
    return await done[0]


async def run_checks(checks, limit):
    tasks = [asyncio.create_task(check(), name=name) for name, check in checks.items()]
    done = await until(tasks, lambda task: not task.cancelled() and task.exception(), limit)
    return {
        task.get_name(): ("failed" if task.exception() else "passed") if task in done else "stopped" for task in tasks
    }


async def follow(downloads):
    texts = {}
    over = 0

    def tell(task):
        nonlocal over
        if task.cancelled():
            return
        over += 1
        if task.exception():
            print(f"{over}/{len(tasks)} {task.get_name()}: failed")
        else:
            texts[task.get_name()] = task.result()
            print(f"{over}/{len(tasks)} {task.get_name()}: {task.result()}")

    tasks = [asyncio.create_task(download(), name=name) for name, download in downloads.items()]
    for task in tasks:
        task.add_done_callback(tell)
    await until(tasks, lambda task: False)
    return texts
