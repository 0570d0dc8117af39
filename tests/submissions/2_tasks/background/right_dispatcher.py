"""A task of its own for whatever there is to do: orders and trips go through queues, to those who work on them."""

import asyncio


async def cook_dinner(roast, chop, mix):
    plates = asyncio.Queue()

    async def put(place, coroutine):
        await plates.put((place, await coroutine))

    async def salad():
        return await mix(await chop())

    tasks = [asyncio.create_task(put(0, roast())), asyncio.create_task(put(1, salad()))]
    ready = sorted([await plates.get() for _ in tasks])
    return " with ".join(name for _, name in ready)


async def light(oven):
    task = asyncio.create_task(oven())
    await asyncio.sleep(0)
    return task


async def take_orders(next_order, cook):
    orders = asyncio.Queue()

    async def waiter():
        while (order := await next_order()) is not None:
            await orders.put(order)
        await orders.put(None)

    waiting = asyncio.create_task(waiter())
    cooking = []
    while (order := await orders.get()) is not None:
        cooking.append(asyncio.ensure_future(cook(order)))
    await waiting
    dishes = []
    while cooking:
        dishes.append(await cooking.pop(0))
    return dishes


trips = None
dispatcher = None


async def dispatch():
    riding = set()
    while True:
        get = asyncio.ensure_future(trips.get())
        done, _ = await asyncio.wait({get, *riding}, return_when=asyncio.FIRST_COMPLETED)
        riding -= done
        while not get.done():
            done, riding = await asyncio.wait({get, *riding}, return_when=asyncio.FIRST_COMPLETED)
            riding.discard(get)
        riding.add(asyncio.ensure_future(get.result()()))


def deliver(trip):
    global trips, dispatcher
    if dispatcher is None:
        trips = asyncio.Queue()
        dispatcher = asyncio.create_task(dispatch())
    trips.put_nowait(trip)
