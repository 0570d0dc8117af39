"""Waits without holding the lock: that is an error.

fails: conditions::test_the_oldest_are_taken_when_there_are_enough, conditions::test_everybody_who_can_go_on_does, conditions::test_every_item_is_taken_once, conditions::test_a_call_for_no_reason_lets_nobody_through, conditions::test_who_gives_up_leaves_no_trace
diagnosis: without-the-lock
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
        while len(self.items) < count:
            await self.changed.wait()
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
