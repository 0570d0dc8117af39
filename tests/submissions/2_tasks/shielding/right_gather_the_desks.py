"""wait_for() around a gather() of the desks: there, cancelling them all when the time is up is just what is wanted."""

import asyncio


async def peek(report, limit):
    try:
        (text,) = await asyncio.wait_for(asyncio.gather(asyncio.shield(report)), limit)
    except asyncio.TimeoutError:
        return None
    return text


running = []


async def hand_in(deliver, limit):
    finished = asyncio.Event()
    errors = []

    async def carry():
        try:
            await deliver()
        except Exception as error:
            errors.append(error)
        finally:
            finished.set()
            running.remove(task)

    task = asyncio.create_task(carry())
    running.append(task)
    try:
        await asyncio.wait_for(finished.wait(), limit)
    except asyncio.TimeoutError:
        return False
    if errors:
        raise errors[0]
    return True


async def publish(edit, print_pages):
    text = await edit()
    printing = asyncio.ensure_future(print_pages(text))
    cancelled = False
    while not printing.done():
        try:
            await asyncio.wait({printing})
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        raise asyncio.CancelledError
    return await printing


async def close(desks, grace):
    try:
        await asyncio.wait_for(asyncio.gather(*desks.values(), return_exceptions=True), grace)
    except asyncio.TimeoutError:
        pass
    return [name for name, task in desks.items() if task.cancelled()]
