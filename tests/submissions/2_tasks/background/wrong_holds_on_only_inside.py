"""Holds on to the task in a variable of the function, which is gone when the function returns.

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


def deliver(trip):
    under_way = set()
    task = asyncio.create_task(trip())
    under_way.add(task)
