"""Keeps the orders by what was ordered: whoever orders the same gets nothing.

fails: background::test_every_dish_is_waited_for
diagnosis: wrong-value
"""

import asyncio


async def take_orders(next_order, cook):
    cooking = {}
    while (order := (await next_order())) is not None:
        cooking[order] = asyncio.create_task(cook(order))
    return [await task for task in cooking.values()]


"Background: start work now, collect it later.\n\ngather() is for work that you can name all at once, and wait for at once. Often you want to start something, go on with\nother things, and have its result later. `asyncio.create_task` starts a coroutine in the background and gives you a\n*task*; awaiting the task gives what the coroutine returned, at once if it is done already.\n\n    async def evening():\n        laundry = asyncio.create_task(wash(60))    # the machine runs ...\n        news = await read_newspaper()              # ... while we read\n        shirts = await laundry                     # waits only for what is left to do\n        await iron(shirts)\n\nThree things to know about tasks:\n\nA new task does not run at once. It has been put in a queue, and its turn comes when you await something that takes\ntime, or `asyncio.sleep(0)`, which takes none and lets everybody else have a turn.\n\nWhoever returns does not wait for the tasks that they have started. If nobody awaits a task, nobody has its result, and\nwhen the program ends, it just stops, wherever it stands.\n\nHold on to a task, in a variable, a list or a set, until it is done. The event loop refers to tasks only weakly: one\nthat nobody else knows of may be thrown away in the middle of its work, and nobody notices.\n\nAwaiting a task in the line after the one that starts it is no mistake, but nothing is in the background then.\n\nMore: https://docs.python.org/3/library/asyncio-task.html#creating-tasks\n"


async def cook_dinner(roast, chop, mix) -> str:
    roasting = asyncio.create_task(roast())
    salad = await mix(await chop())
    return f"{await roasting} with {salad}"


async def light(oven) -> asyncio.Task:
    task = asyncio.create_task(oven())
    await asyncio.sleep(0)
    return task


under_way: set[asyncio.Task] = set()


def deliver(trip) -> None:
    task = asyncio.create_task(trip())
    under_way.add(task)
    task.add_done_callback(under_way.discard)
