"""Meets at an event that is set once: the second round does not wait.

fails: conditions::test_all_go_on_when_the_last_one_is_there, conditions::test_rounds_do_not_mix, conditions::test_each_round_is_over_when_it_is_complete
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
            taken = self.items[:count]
            del self.items[:count]
            self.changed.notify_all()
            return taken


class Meeting:
    def __init__(self, people):
        self.people = people
        self.arrived = 0
        self.all_there = asyncio.Event()

    async def arrive(self):
        mine = self.arrived // self.people
        self.arrived += 1
        if self.arrived == self.people:
            self.all_there.set()
        try:
            await self.all_there.wait()
        except asyncio.CancelledError:
            self.arrived -= 1
            raise
        return mine
