"""Gives up again, when it has to hurry, what it has given up already.

fails: shutdown::test_the_rest_is_cancelled_in_time, shutdown::test_who_asks_twice_is_in_a_hurry
diagnosis: too-early
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
    loop = asyncio.get_running_loop()
    given_up = 0

    def give_up():
        nonlocal given_up
        for task in tasks:
            if not task.done():
                task.cancel()
                given_up += 1

    async def wait_for_hurry():
        await hurry.wait()
        give_up()

    timer = loop.call_later(grace, give_up)
    watching = asyncio.create_task(wait_for_hurry())
    try:
        await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        timer.cancel()
        watching.cancel()
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
