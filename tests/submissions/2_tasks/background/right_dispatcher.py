"""A dispatcher who lives on: couriers go through a queue, and join() tells when all are back."""

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
    kitchen = Couriers()
    number = 0
    while (order := await next_order()) is not None:

        async def serve(number=number, order=order):
            dishes[number] = await cook(order)

        kitchen.send(serve)
        number += 1
    await kitchen.all_back()
    return [dishes[number] for number in sorted(dishes)]


class Couriers:
    def __init__(self):
        self.trips = asyncio.Queue()
        self.riders = []
        self.dispatcher = asyncio.create_task(self.dispatch())

    def send(self, trip):
        self.trips.put_nowait(trip)

    async def dispatch(self):
        while True:
            trip = await self.trips.get()
            self.riders.append(asyncio.create_task(self.ride(trip)))

    async def ride(self, trip):
        await trip()
        self.trips.task_done()

    async def all_back(self):
        await self.trips.join()
