"""Books the water before it waits, and does not give it back when it is cancelled.

fails: rate_limits::test_who_is_called_away_draws_nothing
diagnosis: too-late
"""

import asyncio


class Barrel:
    def __init__(self, capacity, rate):
        self.capacity = capacity
        self.rate = rate
        self.litres = capacity
        self.measured = asyncio.get_running_loop().time()

    def measure(self):
        now = asyncio.get_running_loop().time()
        self.litres = min(self.capacity, self.litres + self.rate * (now - self.measured))
        self.measured = now
        return self.litres

    def draw_now(self, litres):
        if self.measure() < litres:
            return False
        self.litres -= litres
        return True

    async def draw(self, litres):
        if litres > self.capacity:
            raise ValueError("too much")
        self.litres = self.measure() - litres
        if self.litres < 0:
            await asyncio.sleep(-self.litres / self.rate)


async def water(beds, capacity, rate):
    barrels = {name: Barrel(capacity, rate) for name, litres, pour in beds}

    async def water_one(name, litres, pour):
        await barrels[name].draw(litres)
        return await pour()

    return await asyncio.gather(*(water_one(*bed) for bed in beds))
