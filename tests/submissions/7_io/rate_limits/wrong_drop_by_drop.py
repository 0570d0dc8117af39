"""A task pours in one litre at a time: between two of them, nothing seems to run in.

fails: rate_limits::test_a_full_barrel_flows_over, rate_limits::test_first_come_first_served
diagnosis: too-early
"""

import asyncio


class Barrel:
    def __init__(self, capacity, rate):
        self.capacity = capacity
        self.rate = rate
        self.litres = capacity
        self.changed = asyncio.Event()
        self.turn = asyncio.Lock()
        asyncio.get_running_loop().call_later(1 / rate, self.pour_in)

    def pour_in(self):
        self.litres = min(self.capacity, self.litres + 1)
        self.changed.set()
        asyncio.get_running_loop().call_later(1 / self.rate, self.pour_in)

    def draw_now(self, litres):
        if self.turn.locked() or self.litres < litres:
            return False
        self.litres -= litres
        return True

    async def draw(self, litres):
        if litres > self.capacity:
            raise ValueError("too much")
        async with self.turn:
            while self.litres < litres:
                self.changed.clear()
                await self.changed.wait()
            self.litres -= litres


async def water(beds, capacity, rate):
    barrels = {name: Barrel(capacity, rate) for name, litres, pour in beds}

    async def water_one(name, litres, pour):
        await barrels[name].draw(litres)
        return await pour()

    return await asyncio.gather(*(water_one(*bed) for bed in beds))
