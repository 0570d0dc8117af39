"""Starts the roast in the background, and waits for it before it makes the salad.

fails: background::test_the_salad_is_made_while_it_roasts, background::test_dinner_takes_as_long_as_the_longer_half
diagnosis: needless-waiting
"""

import asyncio


async def cook_dinner(roast, chop, mix):
    roasting = asyncio.create_task(roast())
    meat = await roasting
    vegetables = await chop()
    salad = await mix(vegetables)
    return f"{meat} with {salad}"


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


under_way = set()


def deliver(trip):
    task = asyncio.create_task(trip())
    under_way.add(task)
    task.add_done_callback(under_way.discard)
