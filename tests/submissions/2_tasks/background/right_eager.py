"""A task that begins to run at once when it is made, as Python 3.12 has them.

requires-python: >=3.12
"""

import asyncio


async def cook_dinner(roast, chop, mix):
    roasting = asyncio.create_task(roast())
    vegetables = await chop()
    salad = await mix(vegetables)
    return f"{await roasting} with {salad}"


async def light(oven):
    return asyncio.Task(oven(), loop=asyncio.get_running_loop(), eager_start=True)


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
