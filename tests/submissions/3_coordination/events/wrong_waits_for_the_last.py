"""A shot is not enough: nobody starts before the last one is ready.

fails: events::test_late_comers_start_when_they_are_ready, events::test_nobody_starts_too_early_or_too_late
diagnosis: waits-for-all
"""

import asyncio


async def race(names, prepare, run, gun):
    await asyncio.gather(gun(), *(prepare(name) for name in names))
    return await asyncio.gather(*(run(name) for name in names))


class Bridge:
    def __init__(self, name):
        self.name = name
        self.is_down = asyncio.Event()

    def lower(self):
        self.is_down.set()

    def lift(self):
        self.is_down.clear()

    async def cross(self, drive):
        while not self.is_down.is_set():
            await self.is_down.wait()
        return await drive()
