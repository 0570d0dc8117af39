"""Has a fallback for a cancelled forecast, as if it had failed: whoever cancelled it is told that it has a result.

fails: cancellation::test_a_cancelled_forecast_has_no_fallback
diagnosis: swallowed-cancel
"""

import asyncio


async def forecast(ask, fallback):
    try:
        return await ask()
    except Exception:
        return fallback
    except asyncio.CancelledError:
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
    before = asyncio.current_task().cancelling()
    for task in stopped:
        try:
            await task
        except asyncio.CancelledError:
            if asyncio.current_task().cancelling() > before:
                raise
    return len(stopped)
