"""Counts the rounds from 1.

fails: conditions::test_all_go_on_when_the_last_one_is_there, conditions::test_rounds_do_not_mix, conditions::test_each_round_is_over_when_it_is_complete, conditions::test_a_call_for_no_reason_lets_nobody_through, conditions::test_who_gives_up_leaves_no_trace
diagnosis: wrong-value
"""

import asyncio


class Shelf:
    def __init__(self, size: int) -> None:
        self.size = size
        self.items: list = []
        self.changed = asyncio.Condition()

    async def put(self, item) -> None:
        async with self.changed:
            await self.changed.wait_for(lambda: len(self.items) < self.size)
            self.items.append(item)
            self.changed.notify_all()

    async def take(self, count: int) -> list:
        async with self.changed:
            await self.changed.wait_for(lambda: len(self.items) >= count)
            taken, self.items = (self.items[:count], self.items[count:])
            self.changed.notify_all()
            return taken


class Meeting:
    def __init__(self, people: int) -> None:
        self.people = people
        self.arrived = 0
        self.round = 1
        self.over = asyncio.Condition()

    async def arrive(self) -> int:
        async with self.over:
            number = self.round
            self.arrived += 1
            if self.arrived == self.people:
                self.arrived = 0
                self.round += 1
                self.over.notify_all()
            try:
                await self.over.wait_for(lambda: self.round > number)
            finally:
                if self.round == number:
                    self.arrived -= 1
            return number
