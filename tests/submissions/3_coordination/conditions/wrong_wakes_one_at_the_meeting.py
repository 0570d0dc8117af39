"""The last one to arrive wakes one of the others, and the rest stay for ever.

fails: conditions::test_all_go_on_when_the_last_one_is_there, conditions::test_rounds_do_not_mix, conditions::test_each_round_is_over_when_it_is_complete, conditions::test_a_call_for_no_reason_lets_nobody_through
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
                self.changed.notify()
                return mine
            try:
                while self.round == mine:
                    await self.changed.wait()
            except asyncio.CancelledError:
                if self.round == mine:
                    self.there -= 1
                raise
            return mine
