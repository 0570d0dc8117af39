"""No events: a task for the gun that all await, and a future for each car."""

import asyncio


async def race(names, prepare, run, gun):
    shot = asyncio.create_task(gun())

    async def start(name):
        await prepare(name)
        await shot
        return await run(name)

    return await asyncio.gather(*map(start, names))


class Bridge:
    def __init__(self, name):
        self.name = name
        self.is_down = False
        self.waiting = []

    def lower(self):
        self.is_down = True
        for future in self.waiting:
            if not future.done():
                future.set_result(None)
        self.waiting = []

    def lift(self):
        self.is_down = False

    async def cross(self, drive):
        while not self.is_down:
            future = asyncio.get_running_loop().create_future()
            self.waiting.append(future)
            await future
        return await drive()
