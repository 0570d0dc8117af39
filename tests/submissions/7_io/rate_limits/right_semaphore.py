"""A semaphore of one for the turn; while litres are missing it looks again; a task group, and a defaultdict of barrels."""

import asyncio
from collections import defaultdict


class Barrel:
    def __init__(self, capacity, rate):
        self.capacity, self.rate = capacity, rate
        self.turn = asyncio.Semaphore(1)
        self.full_at = asyncio.get_running_loop().time()

    @property
    def litres(self):
        now = asyncio.get_running_loop().time()
        return self.capacity - max(0, self.full_at - now) * self.rate

    def take(self, litres):
        now = asyncio.get_running_loop().time()
        self.full_at = max(now, self.full_at) + litres / self.rate

    def draw_now(self, litres):
        possible = not self.turn.locked() and self.litres >= litres
        if possible:
            self.take(litres)
        return possible

    async def draw(self, litres):
        if litres > self.capacity:
            raise ValueError(litres)
        async with self.turn:
            while self.litres < litres:
                await asyncio.sleep((litres - self.litres) / self.rate)
            self.take(litres)


async def water(beds, capacity, rate):
    barrels = defaultdict(lambda: Barrel(capacity, rate))

    async def one(name, litres, pour):
        await barrels[name].draw(litres)
        return await pour()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(*bed)) for bed in beds]
    return [task.result() for task in tasks]
