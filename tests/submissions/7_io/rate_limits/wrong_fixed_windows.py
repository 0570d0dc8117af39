"""Counts in fixed stretches of time: at the edge between two of them, twice as much as allowed.

fails: rate_limits::test_a_full_barrel_gives_at_once_and_then_at_its_rate, rate_limits::test_a_full_barrel_flows_over, rate_limits::test_draws_now_or_not_at_all, rate_limits::test_barrels_do_not_wait_for_each_other, rate_limits::test_first_come_first_served, rate_limits::test_who_is_called_away_draws_nothing, rate_limits::test_refuses_what_will_never_be_there
diagnosis: too-late
"""

import asyncio


class Barrel:
    def __init__(self, capacity, rate):
        self.capacity = capacity
        self.window = capacity / rate
        self.start = asyncio.get_running_loop().time()
        self.used = 0
        self.turn = asyncio.Lock()

    def measure(self):
        now = asyncio.get_running_loop().time()
        while now >= self.start + self.window:
            self.start += self.window
            self.used = 0
        return self.capacity - self.used

    def draw_now(self, litres):
        if self.turn.locked() or self.measure() < litres:
            return False
        self.used += litres
        return True

    async def draw(self, litres):
        if litres > self.capacity:
            raise ValueError("too much")
        async with self.turn:
            if self.measure() < litres:
                await asyncio.sleep(self.start + self.window - asyncio.get_running_loop().time())
                self.measure()
            self.used += litres


async def water(beds, capacity, rate):
    barrels = {name: Barrel(capacity, rate) for name, litres, pour in beds}

    async def water_one(name, litres, pour):
        await barrels[name].draw(litres)
        return await pour()

    return await asyncio.gather(*(water_one(*bed) for bed in beds))
