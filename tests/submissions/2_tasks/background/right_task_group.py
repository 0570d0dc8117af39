"""TaskGroups: their end is where everything is done; a counter tells how many couriers are out."""

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


class Couriers:
    def __init__(self):
        self.out = 0
        self.home = asyncio.Condition()
        self.trips = []

    def send(self, trip):
        self.out += 1
        self.trips.append(asyncio.create_task(self.ride(trip)))

    async def ride(self, trip):
        await trip()
        async with self.home:
            self.out -= 1
            self.home.notify_all()

    async def all_back(self):
        async with self.home:
            await self.home.wait_for(lambda: self.out == 0)
