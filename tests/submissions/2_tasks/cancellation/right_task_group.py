"""A TaskGroup of watchers, each of which stops one task and waits for it."""

import asyncio


async def forecast(ask, fallback):
    try:
        return await ask()
    except Exception:
        return fallback


async def visit(enter, look_around, leave):
    await enter()
    try:
        return await look_around()
    finally:
        await leave()


async def book(bookings):
    reservations = []
    undo = []
    try:
        for reserve, give_back in bookings:
            reservations.append(await reserve())
            undo.append(give_back)
    except BaseException:
        for give_back in reversed(undo):
            await give_back()
        raise
    return reservations


async def watch(task):
    if not task.cancel():
        return 0
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        if not task.cancelled():
            raise
    return 1


async def call_off(tasks):
    async with asyncio.TaskGroup() as group:
        watchers = [group.create_task(watch(task)) for task in tasks]
    return sum(watcher.result() for watcher in watchers)
