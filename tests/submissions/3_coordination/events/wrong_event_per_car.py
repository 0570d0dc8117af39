"""Every car makes an event for itself: only the last one that came is told.

fails: events::test_cars_wait_until_the_bridge_is_lowered, events::test_a_lifted_bridge_stops_the_cars_that_come, events::test_waiting_is_no_work, events::test_nobody_drives_onto_a_lifted_bridge, events::test_one_who_turns_back_holds_up_nobody
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
        self.is_down.clear()

    async def cross(self, drive):
        if not self.is_down.is_set():
            self.is_down = asyncio.Event()
            await self.is_down.wait()
        return await drive()
