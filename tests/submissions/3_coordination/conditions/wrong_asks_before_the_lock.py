"""Asks and waits under the lock, then lets it go, and takes under the lock again: others may have been there meanwhile.

fails: conditions::test_everybody_who_can_go_on_does, conditions::test_every_item_is_taken_once
diagnosis: too-early
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
        async with self.changed:
            while len(self.items) < count:
                await self.changed.wait()
        await asyncio.sleep(0)
        async with self.changed:
            taken = self.items[:count]
            del self.items[:count]
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
