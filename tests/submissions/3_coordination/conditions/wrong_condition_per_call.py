"""Every call makes a condition of its own: nobody waits for it but itself.

fails: conditions::test_the_oldest_are_taken_when_there_are_enough, conditions::test_a_full_shelf_makes_putting_wait, conditions::test_everybody_who_can_go_on_does, conditions::test_all_go_on_when_the_last_one_is_there, conditions::test_rounds_do_not_mix, conditions::test_every_item_is_taken_once, conditions::test_each_round_is_over_when_it_is_complete, conditions::test_a_call_for_no_reason_lets_nobody_through, conditions::test_who_gives_up_leaves_no_trace
diagnosis: deadlock
"""

import asyncio


class Shelf:
    def __init__(self, size):
        self.size = size
        self.items = []

    async def put(self, item):
        changed = asyncio.Condition()
        async with changed:
            while len(self.items) >= self.size:
                await changed.wait()
            self.items.append(item)
            changed.notify_all()

    async def take(self, count):
        changed = asyncio.Condition()
        async with changed:
            while len(self.items) < count:
                await changed.wait()
            taken = self.items[:count]
            del self.items[:count]
            changed.notify_all()
            return taken


class Meeting:
    def __init__(self, people):
        self.people = people
        self.there = 0
        self.round = 0

    async def arrive(self):
        changed = asyncio.Condition()
        async with changed:
            mine = self.round
            self.there += 1
            if self.there == self.people:
                self.there = 0
                self.round += 1
                changed.notify_all()
                return mine
            try:
                while self.round == mine:
                    await changed.wait()
            except asyncio.CancelledError:
                if self.round == mine:
                    self.there -= 1
                raise
            return mine
