"""Drops every CancelledError that comes while it awaits the tasks, also the one that is meant for itself.

fails: cancellation::test_calling_off_can_be_cancelled_itself
diagnosis: swallowed-cancel
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
    except BaseException:
        for give_back in reversed(undo):
            await give_back()
        raise
    return reservations


async def call_off(tasks):
    stopped = [task for task in tasks if task.cancel()]
    for task in stopped:
        try:
            await task
        except asyncio.CancelledError:
            pass
    return len(stopped)
