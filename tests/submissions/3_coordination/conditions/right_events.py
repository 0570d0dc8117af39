"""An event for every change: a new one is made whenever the old one has been set."""

import asyncio


class Shelf:
    def __init__(self, size):
        self.size = size
        self.items = []
        self.changed = asyncio.Event()

    def tell(self):
        self.changed.set()
        self.changed = asyncio.Event()

    async def put(self, item):
        while len(self.items) == self.size:
            await self.changed.wait()
        self.items.append(item)
        self.tell()

    async def take(self, count):
        while len(self.items) < count:
            await self.changed.wait()
        taken = self.items[:count]
        self.items = self.items[count:]
        self.tell()
        return taken


class Meeting:
    def __init__(self, people):
        self.people = people
        self.missing = people
        self.number = 0
        self.over = asyncio.Event()

    async def arrive(self):
        number, over = self.number, self.over
        self.missing -= 1
        if self.missing == 0:
            over.set()
            self.missing = self.people
            self.number += 1
            self.over = asyncio.Event()
        try:
            await over.wait()
        except asyncio.CancelledError:
            if not over.is_set():
                self.missing += 1
            raise
        return number
