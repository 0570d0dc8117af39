"""Everybody makes an event to wait for, and nobody sets it.

fails: events::test_all_start_at_the_shot, events::test_late_comers_start_when_they_are_ready, events::test_nobody_starts_too_early_or_too_late, events::test_waiting_is_no_work
diagnosis: never-set
"""

import asyncio


async def race(names, prepare, run, gun):
    async def start(name):
        await prepare(name)
        await asyncio.Event().wait()
        return await run(name)

    async def fire():
        await gun()
        asyncio.Event().set()

    *results, _ = await asyncio.gather(*(start(name) for name in names), fire())
    return results


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
