"""Lets the water out at its rate, but never faster: nothing is saved up.

fails: rate_limits::test_a_full_barrel_gives_at_once_and_then_at_its_rate, rate_limits::test_a_full_barrel_flows_over, rate_limits::test_draws_now_or_not_at_all, rate_limits::test_barrels_do_not_wait_for_each_other, rate_limits::test_first_come_first_served, rate_limits::test_who_is_called_away_draws_nothing, rate_limits::test_refuses_what_will_never_be_there
diagnosis: too-late
"""

import asyncio


class Barrel:
    def __init__(self, capacity, rate):
        self.capacity = capacity
        self.rate = rate
        self.next = asyncio.get_running_loop().time()
        self.turn = asyncio.Lock()

    def draw_now(self, litres):
        now = asyncio.get_running_loop().time()
        if self.turn.locked() or self.next > now:
            return False
        self.next = now + litres / self.rate
        return True

    async def draw(self, litres):
        if litres > self.capacity:
            raise ValueError("too much")
        async with self.turn:
            now = asyncio.get_running_loop().time()
            if self.next > now:
                await asyncio.sleep(self.next - now)
            self.next = max(now, self.next) + litres / self.rate


async def water(beds, capacity, rate):
    barrels = {name: Barrel(capacity, rate) for name, litres, pour in beds}

    async def water_one(name, litres, pour):
        await barrels[name].draw(litres)
        return await pour()

    return await asyncio.gather(*(water_one(*bed) for bed in beds))
