"""Waits for those who are under way now, and not for those who are sent in the meantime.

fails: background::test_those_who_are_sent_meanwhile_are_waited_for
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
    tasks = []
    while True:
        order = await next_order()
        if order is None:
            break
        tasks.append(asyncio.create_task(cook(order)))
    return await asyncio.gather(*tasks)


class Couriers:
    def __init__(self):
        self.tasks = []

    def send(self, trip):
        self.tasks.append(asyncio.create_task(trip()))

    async def all_back(self):
        await asyncio.gather(*self.tasks)
