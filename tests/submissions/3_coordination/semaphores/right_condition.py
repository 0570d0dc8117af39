"""A counter and a Condition, with numbered guests so that nobody overtakes."""

import asyncio


async def cook_all(dishes, stoves):
    kitchen = Restaurant(stoves)
    results = await asyncio.gather(*(kitchen.dine(dish) for dish in dishes), return_exceptions=True)
    return [None if isinstance(result, Exception) else result for result in results]


class Restaurant:
    def __init__(self, tables):
        self.free = tables
        self.door = asyncio.Condition()
        self.line = []

    async def enter(self):
        me = object()
        self.line.append(me)
        try:
            async with self.door:
                await self.door.wait_for(lambda: self.free > 0 and self.line[0] is me)
                self.free -= 1
        finally:
            self.line.remove(me)
            self.call()

    def call(self):
        async def shout():
            async with self.door:
                self.door.notify_all()

        task = asyncio.ensure_future(shout())
        self.calls = getattr(self, "calls", set())
        self.calls.add(task)
        task.add_done_callback(self.calls.discard)

    async def dine(self, meal):
        await self.enter()
        try:
            return await meal()
        finally:
            self.free += 1
            self.call()

    async def dine_if_soon(self, meal, patience):
        try:
            async with asyncio.timeout(patience):
                await self.enter()
        except TimeoutError:
            return None
        try:
            return await meal()
        finally:
            self.free += 1
            self.call()
