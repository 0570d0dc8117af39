"""Leaves also when nobody has entered.

fails: cancellation::test_who_has_entered_leaves_in_any_case
diagnosis: uncalled-for
"""

import asyncio


async def forecast(ask, fallback):
    try:
        return await ask()
    except Exception:
        return fallback


async def visit(enter, look_around, leave):
    try:
        await enter()
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
    before = asyncio.current_task().cancelling()
    for task in stopped:
        try:
            await task
        except asyncio.CancelledError:
            if asyncio.current_task().cancelling() > before:
                raise
    return len(stopped)
