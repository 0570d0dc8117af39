"""A beginner's: wait() for everything, because it cancels nothing; lists that keep what must not be lost."""

import asyncio


async def peek(report, limit):
    done, pending = await asyncio.wait([report], timeout=limit)
    if report in done:
        text = report.result()
        return text
    else:
        return None


all_deliveries = []


async def hand_in(deliver, limit):
    delivery = asyncio.create_task(deliver())
    all_deliveries.append(delivery)
    done, pending = await asyncio.wait([delivery], timeout=limit)
    if delivery in done:
        error = delivery.exception()
        if error is not None:
            raise error
        return True
    else:
        return False


async def publish(edit, print_pages):
    text = await edit()
    printing = asyncio.create_task(print_pages(text))
    how_often_cancelled = 0
    finished = False
    while not finished:
        try:
            done, pending = await asyncio.wait([printing])
            finished = True
        except asyncio.CancelledError:
            how_often_cancelled = how_often_cancelled + 1
    if how_often_cancelled > 0:
        raise asyncio.CancelledError()
    result = printing.result()
    return result


async def close(desks, grace):
    names = []
    tasks = []
    for name in desks:
        names.append(name)
        tasks.append(desks[name])
    if len(tasks) == 0:
        return []
    await asyncio.wait(tasks, timeout=grace)
    stopped = []
    stopped_tasks = []
    for i in range(len(tasks)):
        task = tasks[i]
        if not task.done():
            task.cancel()
            stopped.append(names[i])
            stopped_tasks.append(task)
    for task in stopped_tasks:
        await asyncio.wait([task])
    return stopped
