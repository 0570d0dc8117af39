"""Context managers put things in order: one for the visit, a stack of callbacks for the booking; wait() for the tasks."""

import asyncio
import contextlib


async def forecast(ask, fallback):
    answer = fallback
    with contextlib.suppress(Exception):
        answer = await ask()
    return answer


@contextlib.asynccontextmanager
async def museum(enter, leave):
    await enter()
    try:
        yield
    finally:
        await leave()


async def visit(enter, look_around, leave):
    async with museum(enter, leave):
        return await look_around()


async def book(bookings):
    reservations = []
    async with contextlib.AsyncExitStack() as undo:
        for reserve, give_back in bookings:
            reservations.append(await reserve())
            undo.push_async_callback(give_back)
        undo.pop_all()
    return reservations


async def call_off(tasks):
    under_way = {task for task in tasks if not task.done()}
    for task in under_way:
        task.cancel()
    if under_way:
        await asyncio.wait(under_way)
    return len(under_way)
