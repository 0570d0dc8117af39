"""shield() everywhere, with asyncio.timeout() around it; a TaskGroup closes the desks, one guard each."""

import asyncio


async def peek(report, limit):
    try:
        async with asyncio.timeout(limit):
            return await asyncio.shield(report)
    except TimeoutError:
        return None


keep = set()


def hold(coroutine):
    task = asyncio.ensure_future(coroutine)
    keep.add(task)
    task.add_done_callback(keep.remove)
    return asyncio.shield(task)


async def hand_in(deliver, limit):
    try:
        await asyncio.wait_for(hold(deliver()), limit)
    except TimeoutError:
        return False
    else:
        return True


async def publish(edit, print_pages):
    text = await edit()
    printing = asyncio.create_task(print_pages(text))
    requests = []
    while True:
        try:
            copies = await asyncio.shield(printing)
        except asyncio.CancelledError as request:
            requests.append(request)
            if printing.done():
                raise
        else:
            break
    for request in requests:
        raise request
    return copies


async def guard(task, grace):
    try:
        async with asyncio.timeout(grace):
            await asyncio.wait([task])
    except TimeoutError:
        task.cancel()
        await asyncio.wait([task])
        return True
    return False


async def close(desks, grace):
    async with asyncio.TaskGroup() as group:
        guards = {name: group.create_task(guard(task, grace)) for name, task in desks.items()}
    return [name for name, watcher in guards.items() if watcher.result()]
