"""Lifting the bridge does not clear the flag: all drive on as if nothing had happened.

fails: events::test_a_lifted_bridge_stops_the_cars_that_come, events::test_nobody_drives_onto_a_lifted_bridge
diagnosis: too-early
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
        pass

    async def cross(self, drive):
        while not self.is_down.is_set():
            await self.is_down.wait()
        return await drive()
