"""Background: start work now, collect it later.

gather() is for work that you can name all at once, and wait for at once. Often you want to start something, go on with
other things, and have its result later. `asyncio.create_task` starts a coroutine in the background and gives you a
*task*; awaiting the task gives what the coroutine returned, at once if it is done already.

    async def evening():
        laundry = asyncio.create_task(wash(60))    # the machine runs ...
        news = await read_newspaper()              # ... while we read
        shirts = await laundry                     # waits only for what is left to do
        await iron(shirts)

Three things to know about tasks:

A new task does not run at once. It has been put in a queue, and its turn comes when you await something that takes
time, or `asyncio.sleep(0)`, which takes none and lets everybody else have a turn.

Whoever returns does not wait for the tasks that they have started. If nobody awaits a task, nobody has its result, and
when the program ends, it just stops, wherever it stands.

Hold on to a task, in a variable, a list or a set, until it is done. The event loop refers to tasks only weakly: one
that nobody else knows of may be thrown away in the middle of its work, and nobody notices.

Awaiting a task in the line after the one that starts it is no mistake, but nothing is in the background then.

More: https://docs.python.org/3/library/asyncio-task.html#creating-tasks
"""

import asyncio


async def cook_dinner(roast, chop, mix) -> str:
    """Make a salad while the roast is in the oven, and return both when they are ready: "duck with tomato salad".

    ``await roast()`` gives the name of the roast, here "duck". For the salad, ``await chop()`` gives vegetables, and
    then ``await mix(vegetables)`` its name.
    """
    # TODO: nobody stands in front of the oven and waits.
    raise NotImplementedError("cook_dinner")


async def light(oven) -> asyncio.Task:
    """Start ``oven()``, a coroutine that takes hours, in the background. Return its task as soon as it has begun."""
    # TODO: when your caller has the task, the first lines of the coroutine have run already.
    raise NotImplementedError("light")


async def take_orders(next_order, cook) -> list[str]:
    """Take orders one after another until the kitchen closes, and return the dishes, in order, when all are cooked.

    ``await next_order()`` gives the next order, or None when the kitchen closes; ``await cook(order)`` gives the dish.
    Every order is cooked from the moment when it comes, whatever else is being cooked.
    """
    # TODO: the next guest does not wait for somebody else's dish.
    raise NotImplementedError("take_orders")


def deliver(trip) -> None:
    """Send a courier on ``trip()`` and go on at once. Nobody waits for them, and yet every trip is made to its end.

    This is a plain function, called while the event loop runs. *trip* is a coroutine function without parameters.
    """
    # TODO: nobody gets lost on the way. You may add a variable of your own above the function.
    raise NotImplementedError("deliver")


if __name__ == "__main__":  # play with it: python exercises/2_tasks/background.py
    from time import perf_counter

    start = perf_counter()

    def say(what: str) -> None:
        print(f"{perf_counter() - start:.1f} s  {what}")

    def work(name: str, seconds: float):
        async def run(*_) -> str:
            say(f"{name} ...")
            await asyncio.sleep(seconds)
            say(f"{name}: done")
            return name

        return run

    async def demo() -> None:
        say(await cook_dinner(work("duck", 0.6), work("chopping", 0.3), work("tomato salad", 0.2)))
        oven = await light(work("heating", 0.5))
        say("the oven is on")
        await oven
        orders = ["soup", "pie", None]

        async def next_order() -> str | None:
            await asyncio.sleep(0.2)
            return orders.pop(0)

        async def cook(order: str) -> str:
            return await work(order, 0.5)()

        dishes = await take_orders(next_order, cook)
        for dish in dishes:
            deliver(work(f"taking the {dish} to its table", 0.3))
        say("all are under way")
        await asyncio.sleep(0.5)

    asyncio.run(demo())
