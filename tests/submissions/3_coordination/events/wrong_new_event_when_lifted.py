"""Lifting the bridge puts a new event in the place of the old one, and those who wait for the old one wait for ever.

fails: events::test_nobody_drives_onto_a_lifted_bridge
diagnosis: never-set
"""

import asyncio


async def race(names, prepare, run, gun):
    shot = asyncio.Event()

    async def start(name):
        await prepare(name)
        await shot.wait()
        return await run(name)

    tasks = [asyncio.create_task(start(name)) for name in names]
    await gun()
    shot.set()
    return await asyncio.gather(*tasks)


class Bridge:
    def __init__(self, name):
        self.name = name
        self.is_down = asyncio.Event()

    def lower(self):
        self.is_down.set()

    def lift(self):
        self.is_down = asyncio.Event()

    async def cross(self, drive):
        while not self.is_down.is_set():
            await self.is_down.wait()
        return await drive()
