"""Two conditions on one lock for the shelf; the meeting makes a condition for each round."""

import asyncio


class Shelf:
    def __init__(self, size):
        self.size = size
        self.items = []
        lock = asyncio.Lock()
        self.more, self.less = asyncio.Condition(lock), asyncio.Condition(lock)

    async def put(self, item):
        async with self.less:
            await self.less.wait_for(lambda: len(self.items) < self.size)
            self.items.append(item)
            self.more.notify_all()

    async def take(self, count):
        async with self.more:
            await self.more.wait_for(lambda: len(self.items) >= count)
            taken, self.items = self.items[:count], self.items[count:]
            self.less.notify(count)
        return taken


class Round:
    def __init__(self, number):
        self.number = number
        self.names = set()
        self.changed = asyncio.Condition()
        self.is_over = False


class Meeting:
    def __init__(self, people):
        self.people = people
        self.current = Round(0)

    async def arrive(self):
        here, me = self.current, object()
        here.names.add(me)
        if len(here.names) == self.people:
            here.is_over = True
            self.current = Round(here.number + 1)
        try:
            async with here.changed:
                here.changed.notify_all()
                await here.changed.wait_for(lambda: here.is_over)
        finally:
            if not here.is_over:
                here.names.discard(me)
        return here.number
