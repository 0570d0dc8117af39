"""A condition and numbers, as at a baker's: whoever has the number that is served waits, with a limit, for being called away."""

import asyncio


class Barrel:
    def __init__(self, capacity, rate):
        self.capacity, self.rate = capacity, rate
        self.level, self.when = capacity, asyncio.get_running_loop().time()
        self.line = []
        self.moved = asyncio.Condition()

    def fill(self):
        now = asyncio.get_running_loop().time()
        self.level += (now - self.when) * self.rate
        self.level = min(self.level, self.capacity)
        self.when = now

    def draw_now(self, litres):
        self.fill()
        if self.line or self.level < litres:
            return False
        self.level -= litres
        return True

    async def draw(self, litres):
        if litres > self.capacity:
            raise ValueError("never")
        me = object()
        self.line.append(me)
        try:
            async with self.moved:
                await self.moved.wait_for(lambda: self.line[0] is me)
            self.fill()
            if self.level < litres:
                await asyncio.sleep((litres - self.level) / self.rate)
                self.fill()
            self.level -= litres
        finally:
            self.line.remove(me)
            async with self.moved:
                self.moved.notify_all()


async def water(beds, capacity, rate):
    barrels = {name: Barrel(capacity, rate) for name, litres, pour in beds}

    async def water_one(name, litres, pour):
        await barrels[name].draw(litres)
        return await pour()

    return await asyncio.gather(*(water_one(*bed) for bed in beds))
