"""Handlers of signal.signal, which hand over with call_soon_threadsafe and put back what was there before."""

import asyncio
import signal


def start(work):
    with asyncio.Runner() as runner:
        try:
            runner.run(work())
        except KeyboardInterrupt:
            return 130
        else:
            return 0


async def asked_to_stop():
    loop = asyncio.get_running_loop()
    asked = loop.create_future()

    def stop(number, frame):
        def tell():
            if not asked.done():
                asked.set_result(signal.Signals(number).name)

        loop.call_soon_threadsafe(tell)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        return await asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def finish(tasks, grace, hurry):
    loop = asyncio.get_running_loop()
    given_up = 0

    def give_up():
        nonlocal given_up
        for task in tasks:
            if not task.done() and not task.cancelling():
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
