"""Gives everything back in a `finally`, so also when all went well.

fails: cancellation::test_a_cancelled_booking_is_given_back, cancellation::test_any_booking_is_all_or_nothing
diagnosis: uncalled-for
"""

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
        return reservations
    finally:
        for give_back in reversed(undo):
            await give_back()


async def call_off(tasks):
    stopped = [task for task in tasks if task.cancel()]
    before = asyncio.current_task().cancelling()
    for task in stopped:
        try:
            await task
        except asyncio.CancelledError:
            if asyncio.current_task().cancelling() > before:
                raise
    return len(stopped)
