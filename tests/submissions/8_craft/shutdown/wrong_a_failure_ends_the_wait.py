"""Takes the first task that fails for the end of all.

fails: shutdown::test_a_kitchen_closes_in_good_order, shutdown::test_the_rest_is_cancelled_in_time
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
    if not tasks:
        return 0
    hurried = asyncio.create_task(hurry.wait())
    over = asyncio.gather(*tasks)
    try:
        await asyncio.wait([hurried, over], timeout=grace, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hurried.cancel()
    late = [task for task in tasks if not task.done()]
    for task in late:
        task.cancel()
    await asyncio.wait(tasks)
    over.exception() if over.done() and not over.cancelled() else None
    return len(late)


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
