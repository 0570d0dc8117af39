"""The dishes come in the order in which they are ready.

fails: background::test_every_dish_is_waited_for, background::test_every_order_is_cooked_when_it_comes, background::test_two_kitchens_do_not_mix
diagnosis: completion-order
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
    dishes = []
    for dish in asyncio.as_completed(tasks):
        dishes.append(await dish)
    return dishes


under_way = set()


def deliver(trip):
    task = asyncio.create_task(trip())
    under_way.add(task)
    task.add_done_callback(under_way.discard)
