"""Waits until as many are there as should be: who is quick to come again counts for the old round, and keeps the others waiting.

fails: conditions::test_rounds_do_not_mix, conditions::test_each_round_is_over_when_it_is_complete, conditions::test_who_gives_up_leaves_no_trace
diagnosis: deadlock
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
                while self.there != 0:
                    await self.changed.wait()
            except asyncio.CancelledError:
                self.there -= 1
                raise
            return mine
