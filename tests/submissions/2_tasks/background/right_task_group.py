"""TaskGroups: their end is where everything is done, and a courier is an object in a list of those who are out."""

import asyncio


async def cook_dinner(roast, chop, mix):
    async with asyncio.TaskGroup() as group:
        roasting = group.create_task(roast())
        salad = await mix(await chop())
    return f"{roasting.result()} with {salad}"


async def light(oven):
    task = asyncio.create_task(oven())
    await asyncio.sleep(0)
    return task


async def take_orders(next_order, cook):
    cooking = []
    async with asyncio.TaskGroup() as group:
        while (order := await next_order()) is not None:
            cooking.append(group.create_task(cook(order)))
    return [task.result() for task in cooking]


class Courier:
    out = []

    def __init__(self, trip):
        self.trip = trip
        self.task = asyncio.create_task(self.ride())
        Courier.out.append(self)

    async def ride(self):
        try:
            await self.trip()
        finally:
            Courier.out.remove(self)


def deliver(trip):
    Courier(trip)
