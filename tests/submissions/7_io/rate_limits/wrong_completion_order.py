"""Gives what comes, as it comes.

fails: rate_limits::test_barrels_do_not_wait_for_each_other
diagnosis: completion-order
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
    results = []

    async def water_one(name, litres, pour):
        await barrels[name].draw(litres)
        results.append(await pour())

    await asyncio.gather(*(water_one(*bed) for bed in beds))
    return results
