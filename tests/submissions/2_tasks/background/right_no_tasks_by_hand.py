"""gather() does it all: every order is cooked beside the taking of all orders that follow."""

import asyncio


async def cook_dinner(roast, chop, mix):
    async def salad():
        return await mix(await chop())

    return " with ".join(await asyncio.gather(roast(), salad()))


async def light(oven):
    burns = asyncio.Event()

    async def burning():
        burns.set()
        return await oven()

    future = asyncio.gather(burning())
    await burns.wait()

    async def first():
        return (await future)[0]

    return asyncio.ensure_future(first())


async def take_orders(next_order, cook):
    order = await next_order()
    if order is None:
        return []
    dish, others = await asyncio.gather(cook(order), take_orders(next_order, cook))
    return [dish, *others]


gone = []


def deliver(trip):
    gone.append(asyncio.gather(trip()))
