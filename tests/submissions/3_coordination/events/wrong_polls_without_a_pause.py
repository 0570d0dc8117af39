"""Gives way again and again until it is time, and so keeps the loop busy for as long as that takes.

fails: events::test_waiting_is_no_work, events::test_nobody_drives_onto_a_lifted_bridge
diagnosis: polling
crash: yes
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
        self.is_down = False

    def lower(self):
        self.is_down = True

    def lift(self):
        self.is_down = False

    async def cross(self, drive):
        while not self.is_down:
            await asyncio.sleep(0)
        return await drive()
