"""Who is cancelled when the round is over already is missing in the next one.

fails: conditions::test_who_gives_up_leaves_no_trace
diagnosis: left-out
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
            except asyncio.CancelledError:
                self.arrived -= 1
                raise
            return number
