"""As a beginner writes it: long, repetitive, correct."""

import asyncio


async def cook_dinner(roast, chop, mix) -> str:
    # start the roast
    roast_task = asyncio.create_task(roast())
    # make the salad
    vegetables = await chop()
    salad = await mix(vegetables)
    # wait for the roast
    roast_name = await roast_task
    dinner = roast_name + " with " + salad
    return dinner


async def light(oven):
    oven_task = asyncio.create_task(oven())
    # give it a chance to start
    await asyncio.sleep(0)
    return oven_task


async def take_orders(next_order, cook) -> list[str]:
    tasks = []
    order = await next_order()
    while order != None:
        task = asyncio.create_task(cook(order))
        tasks.append(task)
        order = await next_order()
    dishes = []
    for task in tasks:
        dish = await task
        dishes.append(dish)
    return dishes


list_of_all_trips = []


def deliver(trip) -> None:
    task = asyncio.create_task(trip())
    list_of_all_trips.append(task)
