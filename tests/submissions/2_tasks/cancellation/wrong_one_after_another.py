"""Cancels a task and waits for it before it cancels the next one.

fails: cancellation::test_goes_on_when_all_are_over, cancellation::test_tasks_in_any_state_are_called_off, cancellation::test_calling_off_can_be_cancelled_itself
diagnosis: stopped-in-turn
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
    stopped = 0
    before = asyncio.current_task().cancelling()
    for task in tasks:
        if task.cancel():
            stopped += 1
            try:
                await task
            except asyncio.CancelledError:
                if asyncio.current_task().cancelling() > before:
                    raise
    return stopped
