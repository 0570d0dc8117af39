"""Ends the program with sys.exit() in the handler of the signal.

fails: shutdown::test_a_kitchen_closes_in_good_order, shutdown::test_who_asks_twice_is_in_a_hurry, shutdown::test_no_meal_is_abandoned
diagnosis: exits-in-the-middle
"""

import asyncio
import signal
import sys


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
    over = asyncio.gather(*tasks, return_exceptions=True)
    try:
        await asyncio.wait([hurried, over], timeout=grace, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hurried.cancel()
    late = [task for task in tasks if not task.done()]
    for task in late:
        task.cancel()
    await asyncio.wait(tasks)
    return len(late)


async def serve(take_order, cook, closing, grace):
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, sys.exit, 0)
    meals = []
    try:
        while True:
            meals.append(asyncio.create_task(cook(await take_order())))
    finally:
        given_up = await finish(meals, grace, asyncio.Event())
        for close in closing[::-1]:
            await close()
    return given_up
