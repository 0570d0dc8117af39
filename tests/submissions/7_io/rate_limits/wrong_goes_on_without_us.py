"""Waits for tasks that nobody cancels with it.

fails: rate_limits::test_who_is_called_away_draws_nothing
diagnosis: not-cancelled
"""

import asyncio


class Barrel:
    def __init__(self, capacity, rate):
        self.capacity = capacity
        self.rate = rate
        self.litres = capacity
        self.measured = asyncio.get_running_loop().time()
        self.turn = asyncio.Lock()

    def measure(self):
        now = asyncio.get_running_loop().time()
        self.litres = min(self.capacity, self.litres + self.rate * (now - self.measured))
        self.measured = now
        return self.litres

    def draw_now(self, litres):
        if self.turn.locked() or self.measure() < litres:
            return False
        self.litres -= litres
        return True

    async def draw(self, litres):
        if litres > self.capacity:
            raise ValueError("too much")
        async with self.turn:
            missing = litres - self.measure()
            if missing > 0:
                await asyncio.sleep(missing / self.rate)
                self.measure()
            self.litres -= litres


async def water(beds, capacity, rate):
    barrels = {name: Barrel(capacity, rate) for name, litres, pour in beds}

    async def water_one(name, litres, pour):
        await barrels[name].draw(litres)
        return await pour()

    tasks = [asyncio.create_task(water_one(*bed)) for bed in beds]
    await asyncio.wait(tasks)
    return [task.result() for task in tasks]
