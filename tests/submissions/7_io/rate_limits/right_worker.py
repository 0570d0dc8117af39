"""A task of the barrel's own draws for all: it takes futures from a queue and skips those that are cancelled."""

import asyncio


class Barrel:
    def __init__(self, capacity, rate):
        self.capacity, self.rate = capacity, rate
        self.level, self.when = capacity, asyncio.get_running_loop().time()
        self.waiting = asyncio.Queue()
        self.open = 0
        self.worker = asyncio.create_task(self.work())

    def fill(self):
        now = asyncio.get_running_loop().time()
        self.level, self.when = min(self.capacity, self.level + (now - self.when) * self.rate), now
        return self.level

    async def work(self):
        while True:
            litres, future = await self.waiting.get()
            missing = litres - self.fill()
            if missing > 0 and not future.done():
                await asyncio.wait([future], timeout=missing / self.rate)
                self.fill()
            if not future.done():
                self.level -= litres
                future.set_result(None)

    def draw_now(self, litres):
        if self.open or self.fill() < litres:
            return False
        self.level -= litres
        return True

    async def draw(self, litres):
        if litres > self.capacity:
            raise ValueError(f"{litres} > {self.capacity}")
        future = asyncio.get_running_loop().create_future()
        self.waiting.put_nowait((litres, future))
        self.open += 1
        try:
            await future
        finally:
            self.open -= 1


async def water(beds, capacity, rate):
    barrels = {name: Barrel(capacity, rate) for name, litres, pour in beds}

    async def water_one(name, litres, pour):
        await barrels[name].draw(litres)
        return await pour()

    return await asyncio.gather(*(water_one(*bed) for bed in beds))
