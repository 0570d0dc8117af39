"""No conditions: lists of futures, and whoever changes something decides who goes on."""

import asyncio


class Shelf:
    def __init__(self, size):
        self.size = size
        self.items = []
        self.waiting = []

    async def until(self, question):
        while not question():
            future = asyncio.get_running_loop().create_future()
            self.waiting.append(future)
            await future

    def wake(self):
        for future in self.waiting:
            if not future.done():
                future.set_result(None)
        self.waiting.clear()

    async def put(self, item):
        await self.until(lambda: len(self.items) < self.size)
        self.items.append(item)
        self.wake()

    async def take(self, count):
        await self.until(lambda: len(self.items) >= count)
        taken = [self.items.pop(0) for _ in range(count)]
        self.wake()
        return taken


class Meeting:
    def __init__(self, people):
        self.people = people
        self.futures = []
        self.round = 0

    async def arrive(self):
        mine = self.round
        if len(self.futures) == self.people - 1:
            self.round += 1
            going, self.futures = self.futures, []
            for future in going:
                future.set_result(None)
        else:
            future = asyncio.get_running_loop().create_future()
            self.futures.append(future)
            try:
                await future
            except asyncio.CancelledError:
                if future in self.futures:
                    self.futures.remove(future)
                raise
        return mine
