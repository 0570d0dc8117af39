"""Done callbacks of the tasks count down to an Event; the steps of a journey are objects, and a flag tells that all is well."""

import asyncio


async def forecast(ask, fallback):
    task = asyncio.create_task(ask())
    try:
        await asyncio.wait([task])
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait([task])
        raise
    return fallback if task.exception() else task.result()


class Visitor:
    def __init__(self, enter, leave):
        self.enter = enter
        self.leave = leave

    async def __aenter__(self):
        await self.enter()

    async def __aexit__(self, kind, error, trace):
        await self.leave()
        return False


async def visit(enter, look_around, leave):
    async with Visitor(enter, leave):
        seen = await look_around()
    return seen


class Journey:
    def __init__(self):
        self.booked = []
        self.complete = False

    async def add(self, reserve, give_back):
        self.booked.append((await reserve(), give_back))

    async def undo(self):
        while self.booked:
            reservation, give_back = self.booked.pop()
            await give_back()


async def book(bookings):
    journey = Journey()
    try:
        for booking in bookings:
            await journey.add(*booking)
        journey.complete = True
    finally:
        if not journey.complete:
            await journey.undo()
    return [reservation for reservation, _ in journey.booked]


async def call_off(tasks):
    left = [task for task in tasks if not task.done()]
    count = len(left)
    all_over = asyncio.Event()

    def over(task):
        left.remove(task)
        if not left:
            all_over.set()

    for task in list(left):
        task.add_done_callback(over)
        task.cancel()
    if left:
        await all_over.wait()
    return count
