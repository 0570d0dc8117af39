"""Awaits also those that were over before: the error of one that had failed ends it all.

fails: cancellation::test_tasks_in_any_state_are_called_off
diagnosis: wrong-error
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
    stopped = sum(task.cancel() for task in tasks)
    before = asyncio.current_task().cancelling()
    for task in tasks:
        try:
            await task
        except asyncio.CancelledError:
            if asyncio.current_task().cancelling() > before:
                raise
    return stopped
