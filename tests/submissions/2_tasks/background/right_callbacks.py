"""Callbacks of the loop and of the tasks, and futures that they complete."""

import asyncio


async def cook_dinner(roast, chop, mix):
    loop = asyncio.get_running_loop()
    roasting = loop.create_task(roast())
    salad = await mix(await chop())
    if not roasting.done():
        await asyncio.wait([roasting])
    return roasting.result() + " with " + salad


async def light(oven):
    loop = asyncio.get_running_loop()
    task = loop.create_task(oven())
    burns = loop.create_future()
    loop.call_soon(burns.set_result, task)
    return await burns


async def take_orders(next_order, cook):
    loop = asyncio.get_running_loop()
    dishes, cooking = [], set()
    all_done = loop.create_future()
    closed = False

    def cooked(place, task):
        dishes[place] = task.result()
        cooking.discard(task)
        if closed and not cooking:
            all_done.set_result(None)

    while order := await next_order():
        task = loop.create_task(cook(order))
        cooking.add(task)
        task.add_done_callback(lambda task, place=len(dishes): cooked(place, task))
        dishes.append(None)
    closed = True
    if cooking:
        await all_done
    return dishes


under_way = {}


def deliver(trip):
    task = asyncio.get_running_loop().create_task(trip())
    under_way[id(task)] = task
    task.add_done_callback(lambda task: under_way.pop(id(task)))
