"""The event belongs to the class: lowering one bridge lowers them all.

fails: events::test_every_bridge_is_lowered_for_itself
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
    is_down = asyncio.Event()

    def __init__(self, name):
        self.name = name

    def lower(self):
        self.is_down.set()

    def lift(self):
        self.is_down.clear()

    async def cross(self, drive):
        while not self.is_down.is_set():
            await self.is_down.wait()
        return await drive()
