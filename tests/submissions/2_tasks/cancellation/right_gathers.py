"""gather() with return_exceptions=True, which also tells what became of one coroutine; the booking calls itself for what is left."""

import asyncio


async def forecast(ask, fallback):
    (answer,) = await asyncio.gather(ask(), return_exceptions=True)
    return fallback if isinstance(answer, Exception) else answer


async def visit(enter, look_around, leave):
    await enter()
    looking = asyncio.ensure_future(look_around())
    try:
        await asyncio.gather(looking, return_exceptions=True)
    finally:
        await leave()
    return looking.result()


async def book(bookings):
    if not bookings:
        return []
    (reserve, give_back), *others = bookings
    reservation = await reserve()
    try:
        return [reservation, *await book(others)]
    except (Exception, asyncio.CancelledError):
        await give_back()
        raise


async def call_off(tasks):
    count = 0
    for task in tasks:
        count += task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return count
