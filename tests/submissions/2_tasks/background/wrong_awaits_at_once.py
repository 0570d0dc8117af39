"""Awaits every task where it is made: no order is taken while a dish is cooked.

fails: background::test_orders_are_taken_while_others_are_cooked, background::test_every_dish_is_waited_for, background::test_every_order_is_cooked_when_it_comes
diagnosis: sequential-await
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
    dishes = []
    while True:
        order = await next_order()
        if order is None:
            return dishes
        task = asyncio.create_task(cook(order))
        dishes.append(await task)


under_way = set()


def deliver(trip):
    task = asyncio.create_task(trip())
    under_way.add(task)
    task.add_done_callback(under_way.discard)
