"""Nobody holds on to the tasks that cook: those that wait for something real get lost.

fails: background::test_every_dish_is_waited_for, background::test_every_order_is_cooked_when_it_comes, background::test_two_kitchens_do_not_mix
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
    dishes = {}

    async def serve(number, order):
        dishes[number] = await cook(order)

    number = 0
    while True:
        order = await next_order()
        if order is None:
            break
        asyncio.create_task(serve(number, order))
        number += 1
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others)
    return [dishes[number] for number in sorted(dishes)]


under_way = set()


def deliver(trip):
    task = asyncio.create_task(trip())
    under_way.add(task)
    task.add_done_callback(under_way.discard)
