"""Everybody looks again when enough should be there: whoever needs little draws first, again and again.

fails: rate_limits::test_draws_now_or_not_at_all, rate_limits::test_barrels_do_not_wait_for_each_other, rate_limits::test_first_come_first_served, rate_limits::test_who_is_called_away_draws_nothing, rate_limits::test_none_overtakes_another
diagnosis: wrong-value
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
        if self.measure() < litres:
            return False
        self.litres -= litres
        return True

    async def draw(self, litres):
        if litres > self.capacity:
            raise ValueError("too much")
        while self.measure() < litres:
            await asyncio.sleep((litres - self.litres) / self.rate)
        self.litres -= litres


async def water(beds, capacity, rate):
    barrels = {name: Barrel(capacity, rate) for name, litres, pour in beds}

    async def water_one(name, litres, pour):
        await barrels[name].draw(litres)
        return await pour()

    return await asyncio.gather(*(water_one(*bed) for bed in beds))
