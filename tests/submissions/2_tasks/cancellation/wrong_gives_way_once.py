"""Calls cancel() and lets the others run for one turn of the loop: enough to begin putting things in order, not to finish.

fails: cancellation::test_goes_on_when_all_are_over, cancellation::test_tasks_in_any_state_are_called_off, cancellation::test_calling_off_can_be_cancelled_itself
diagnosis: cancel-without-await
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
    count = sum(task.cancel() for task in tasks)
    await asyncio.sleep(0)
    return count
