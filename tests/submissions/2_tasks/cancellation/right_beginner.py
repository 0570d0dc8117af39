"""A beginner's: flags and counters, one step after another, everything spelled out."""

import asyncio


async def forecast(ask, fallback):
    answer = fallback
    try:
        answer = await ask()
    except asyncio.CancelledError:
        raise
    except Exception:
        answer = fallback
    return answer


async def visit(enter, look_around, leave):
    await enter()
    seen = None
    try:
        seen = await look_around()
    except asyncio.CancelledError:
        await leave()
        raise
    except Exception:
        await leave()
        raise
    await leave()
    return seen


async def book(bookings):
    results = []
    number_of_reservations = 0
    try:
        for i in range(len(bookings)):
            booking = bookings[i]
            reserve = booking[0]
            result = await reserve()
            results.append(result)
            number_of_reservations = number_of_reservations + 1
    except asyncio.CancelledError:
        while number_of_reservations > 0:
            number_of_reservations = number_of_reservations - 1
            booking = bookings[number_of_reservations]
            give_back = booking[1]
            await give_back()
        raise
    except Exception:
        while number_of_reservations > 0:
            number_of_reservations = number_of_reservations - 1
            booking = bookings[number_of_reservations]
            give_back = booking[1]
            await give_back()
        raise
    return results


async def call_off(tasks):
    under_way = []
    for task in tasks:
        if not task.done():
            under_way.append(task)
    for task in under_way:
        task.cancel()
    me = asyncio.current_task()
    requests_at_first = me.cancelling()
    for task in under_way:
        try:
            await task
        except asyncio.CancelledError:
            requests_now = me.cancelling()
            if requests_now > requests_at_first:
                raise
    count = 0
    for task in under_way:
        count = count + 1
    return count
