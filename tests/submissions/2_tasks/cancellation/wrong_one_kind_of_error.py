"""Knows one kind of error only: any other one gets out of `forecast`.

fails: cancellation::test_a_forecast_that_fails_gives_the_fallback
diagnosis: wrong-error
"""

import asyncio


async def forecast(ask, fallback: str) -> str:
    try:
        return await ask()
    except OSError:
        return fallback


async def visit(enter, look_around, leave):
    await enter()
    try:
        return await look_around()
    finally:
        await leave()


async def book(bookings: list) -> list[str]:
    reserved = []
    undo = []
    try:
        for reserve, give_back in bookings:
            reserved.append(await reserve())
            undo.append(give_back)
    except BaseException:
        for give_back in reversed(undo):
            await give_back()
        raise
    return reserved


async def call_off(tasks: list[asyncio.Task]) -> int:
    stopped = [task for task in tasks if task.cancel()]
    me = asyncio.current_task()
    before = me.cancelling()
    for task in stopped:
        try:
            await task
        except asyncio.CancelledError:
            if me.cancelling() > before:
                raise
    return len(stopped)
