"""Waits for whatever tasks there are, but holds on to none: some get lost, and never come back.

fails: background::test_couriers_ride_side_by_side, background::test_those_who_are_sent_meanwhile_are_waited_for, background::test_nothing_gets_lost_under_any_order_of_events
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


class Couriers:
    def __init__(self):
        pass

    def send(self, trip):
        asyncio.create_task(trip())

    async def all_back(self):
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if others:
            await asyncio.wait(others)
