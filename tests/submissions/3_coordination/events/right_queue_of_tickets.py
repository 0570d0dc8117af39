"""Queues and semaphores: whoever waits takes a permit that the bridge keeper gives, and asks again if it came too late."""

import asyncio


async def race(names, prepare, run, gun):
    may_start = asyncio.Semaphore(0)

    async def start(name):
        await prepare(name)
        async with may_start:
            pass
        return await run(name)

    async def fire():
        await gun()
        may_start.release()

    *results, _ = await asyncio.gather(*[start(name) for name in names], fire())
    return results


class Bridge:
    def __init__(self, name):
        self.name = name
        self.is_down = False
        self.tickets = asyncio.Queue()
        self.waiting = 0

    def lower(self):
        self.is_down = True
        for _ in range(self.waiting - self.tickets.qsize()):
            self.tickets.put_nowait("go")

    def lift(self):
        self.is_down = False

    async def cross(self, drive):
        self.waiting += 1
        try:
            while not self.is_down:
                await self.tickets.get()
        finally:
            self.waiting -= 1
        return await drive()
