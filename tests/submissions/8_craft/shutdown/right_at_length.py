"""Long-winded: flags, lists and loops, every step on a line of its own."""

import asyncio
import signal


def start(work):
    async def main():
        await work()

    status = 0
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        status = 130
    return status


async def asked_to_stop():
    loop = asyncio.get_running_loop()
    event = asyncio.Event()
    names = []

    def on_term():
        names.append("SIGTERM")
        event.set()

    def on_int():
        names.append("SIGINT")
        event.set()

    loop.add_signal_handler(signal.SIGTERM, on_term)
    loop.add_signal_handler(signal.SIGINT, on_int)
    try:
        await event.wait()
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
        loop.remove_signal_handler(signal.SIGINT)
    return names[0]


async def finish(tasks, grace, hurry):
    running = []
    for task in tasks:
        if not task.done():
            running.append(task)
    if running == []:
        return 0

    async def wait_for_all():
        for task in running:
            await asyncio.wait([task])

    async def wait_for_hurry():
        await hurry.wait()

    first = asyncio.create_task(wait_for_all())
    second = asyncio.create_task(wait_for_hurry())
    try:
        await asyncio.wait([first, second], timeout=grace, return_when=asyncio.FIRST_COMPLETED)
        count = 0
        for task in running:
            if not task.done():
                task.cancel()
                count = count + 1
        await first
    finally:
        first.cancel()
        second.cancel()
    return count


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
