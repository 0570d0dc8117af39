"""Does not return what driving gives.

fails: events::test_cars_wait_until_the_bridge_is_lowered
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
        await drive()
