"""Takes one item after the other, and sits on its part while it waits for the rest.

fails: conditions::test_everybody_who_can_go_on_does, conditions::test_who_gives_up_leaves_no_trace
diagnosis: too-late
"""

import asyncio


class Shelf:
    def __init__(self, size):
        self.size = size
        self.items = []
        self.changed = asyncio.Condition()

    async def put(self, item):
        async with self.changed:
            while len(self.items) >= self.size:
                await self.changed.wait()
            self.items.append(item)
            self.changed.notify_all()

    async def take(self, count):
        taken = []
        for _ in range(count):
            async with self.changed:
                while not self.items:
                    await self.changed.wait()
                taken.append(self.items.pop(0))
                self.changed.notify_all()
        return taken


class Meeting:
    def __init__(self, people):
        self.people = people
        self.there = 0
        self.round = 0
        self.changed = asyncio.Condition()

    async def arrive(self):
        async with self.changed:
            mine = self.round
            self.there += 1
            if self.there == self.people:
                self.there = 0
                self.round += 1
                self.changed.notify_all()
                return mine
            try:
                while self.round == mine:
                    await self.changed.wait()
            except asyncio.CancelledError:
                if self.round == mine:
                    self.there -= 1
                raise
            return mine
