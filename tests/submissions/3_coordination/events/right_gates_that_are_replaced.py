"""A new event for every time that the bridge is lifted: who waits for the old one looks again."""

import asyncio


async def race(names, prepare, run, gun):
    results = {}
    shot = asyncio.Event()

    async def start(name):
        await asyncio.gather(prepare(name), shot.wait())
        results[name] = await run(name)

    async def fire():
        await gun()
        shot.set()

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(start(name))
        group.create_task(fire())
    return [results[name] for name in names]


class Bridge:
    def __init__(self, name):
        self.name = name
        self.gate = asyncio.Event()

    def lower(self):
        self.gate.set()

    def lift(self):
        if self.gate.is_set():
            self.gate = asyncio.Event()

    async def cross(self, drive):
        while True:
            gate = self.gate
            await gate.wait()
            if gate is self.gate:
                return await drive()
