"""Waits for a moment between looking at the bridge and driving onto it.

fails: events::test_nobody_drives_onto_a_lifted_bridge
diagnosis: wrong-value
"""

import asyncio


async def race(names: list[str], prepare, run, gun) -> list:
    shot = asyncio.Event()

    async def start(name: str):
        await prepare(name)
        await shot.wait()
        return await run(name)

    async def fire() -> None:
        await gun()
        shot.set()

    *results, _ = await asyncio.gather(*(start(name) for name in names), fire())
    return results


class Bridge:
    def __init__(self, name: str) -> None:
        self.name = name
        self.lowered = asyncio.Event()

    def lower(self) -> None:
        self.lowered.set()

    def lift(self) -> None:
        self.lowered.clear()

    async def cross(self, drive):
        while not self.lowered.is_set():
            await self.lowered.wait()
        await asyncio.sleep(0)
        return await drive()
