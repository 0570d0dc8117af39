"""Starts to leave in a task of its own, and does not wait for it.

fails: cancellation::test_a_visit_ends_when_the_visitor_has_left, cancellation::test_who_has_entered_leaves_in_any_case
diagnosis: leftover-tasks
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
        asyncio.create_task(leave())


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
