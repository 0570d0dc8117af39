"""Returns when the kitchen closes: what is still being cooked, nobody gets.

fails: background::test_every_dish_is_waited_for, background::test_every_order_is_cooked_when_it_comes, background::test_two_kitchens_do_not_mix
diagnosis: leftover-tasks
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
    tasks = set()

    async def serve(order):
        dishes.append(await cook(order))

    while True:
        order = await next_order()
        if order is None:
            return dishes
        tasks.add(asyncio.create_task(serve(order)))


under_way = set()


def deliver(trip):
    task = asyncio.create_task(trip())
    under_way.add(task)
    task.add_done_callback(under_way.discard)
