"""A beginner's: two lists that say who waits for how much, an event for each of them, and one timer for the first in line."""

import asyncio


class Barrel:
    def __init__(self, capacity, rate):
        self.capacity = capacity
        self.rate = rate
        self.litres = capacity
        loop = asyncio.get_running_loop()
        self.last_time = loop.time()
        self.names_waiting = []
        self.timer = None

    def look_into_it(self):
        loop = asyncio.get_running_loop()
        now = loop.time()
        seconds = now - self.last_time
        self.litres = self.litres + seconds * self.rate
        if self.litres > self.capacity:
            self.litres = self.capacity
        self.last_time = now

    def draw_now(self, litres):
        self.look_into_it()
        if len(self.names_waiting) > 0:
            return False
        if self.litres >= litres:
            self.litres = self.litres - litres
            return True
        else:
            return False

    def serve(self):
        loop = asyncio.get_running_loop()
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        self.look_into_it()
        while len(self.names_waiting) > 0:
            litres, event = self.names_waiting[0]
            if self.litres >= litres:
                self.litres = self.litres - litres
                self.names_waiting.pop(0)
                event.set()
            else:
                missing = litres - self.litres
                self.timer = loop.call_later(missing / self.rate, self.serve)
                return

    async def draw(self, litres):
        if litres > self.capacity:
            raise ValueError("the barrel is too small")
        event = asyncio.Event()
        entry = (litres, event)
        self.names_waiting.append(entry)
        self.serve()
        try:
            await event.wait()
        except asyncio.CancelledError:
            if entry in self.names_waiting:
                self.names_waiting.remove(entry)
            else:
                self.litres = self.litres + litres
            self.serve()
            raise


async def water(beds, capacity, rate):
    barrels = {}
    for name, litres, pour in beds:
        if name not in barrels:
            barrels[name] = Barrel(capacity, rate)

    async def water_one_bed(bed):
        name, litres, pour = bed
        barrel = barrels[name]
        await barrel.draw(litres)
        result = await pour()
        return result

    tasks = []
    for bed in beds:
        task = asyncio.create_task(water_one_bed(bed))
        tasks.append(task)
    results = []
    try:
        for task in tasks:
            result = await task
            results.append(result)
    finally:
        for task in tasks:
            task.cancel()
    return results
