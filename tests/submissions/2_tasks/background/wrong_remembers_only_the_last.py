"""Holds on to the courier who was sent last, and lets go of the one before.

fails: background::test_couriers_ride_and_nobody_waits, background::test_couriers_send_couriers
diagnosis: lost-task
"""

import asyncio


async def cook_dinner(roast, chop, mix):
    roasting = asyncio.create_task(roast())
    vegetables = await chop()
    salad = await mix(vegetables)
    return f"{await roasting} with {salad}"


async def light(oven):
    task = asyncio.create_task(oven())
    await asyncio.sleep(0)
    return task


async def take_orders(next_order, cook):
    tasks = []
    while True:
        order = await next_order()
        if order is None:
            break
        tasks.append(asyncio.create_task(cook(order)))
    return await asyncio.gather(*tasks)


courier = None


def deliver(trip):
    global courier
    courier = asyncio.create_task(trip())
