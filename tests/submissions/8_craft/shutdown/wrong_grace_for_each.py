"""Gives each task the whole time in its turn, instead of all of them together.

fails: shutdown::test_tasks_may_finish_for_a_while, shutdown::test_the_rest_is_cancelled_in_time, shutdown::test_who_asks_twice_is_in_a_hurry, shutdown::test_no_meal_is_abandoned
diagnosis: too-late
"""

import asyncio
import signal


def start(work):
    try:
        asyncio.run(work())
    except KeyboardInterrupt:
        return 130
    return 0


async def asked_to_stop():
    loop = asyncio.get_running_loop()
    names = asyncio.Queue()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, names.put_nowait, number.name)
    try:
        return await names.get()
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        loop.remove_signal_handler(signal.SIGTERM)


async def finish(tasks, grace, hurry):
    given_up = 0
    for task in tasks:
        done, _ = await asyncio.wait([task], timeout=grace)
        if not done:
            task.cancel()
            await asyncio.wait([task])
            given_up += 1
    return given_up


async def serve(take_order, cook, closing, grace):
    meals = []
    hurry = asyncio.Event()

    async def take_orders():
        while True:
            order = await take_order()
            meals.append(asyncio.create_task(cook(order)))

    async def wait_for_another():
        await asked_to_stop()
        hurry.set()

    taking = asyncio.create_task(take_orders())
    await asked_to_stop()
    taking.cancel()
    impatient = asyncio.create_task(wait_for_another())
    given_up = await finish(meals, grace, hurry)
    impatient.cancel()
    for close in closing[::-1]:
        await close()
    return given_up
