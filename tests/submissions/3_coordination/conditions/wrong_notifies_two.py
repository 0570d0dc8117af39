"""Calls two who wait, of whom perhaps neither can go on.

fails: conditions::test_everybody_who_can_go_on_does
diagnosis: too-late
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
            self.changed.notify(2)

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
        self.round = 0
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
