"""Workers share an iterator of dishes; a restaurant's tables are tokens in a queue."""

import asyncio


async def cook_all(dishes, stoves):
    results = [None] * len(dishes)
    left = iter(enumerate(dishes))

    async def stove():
        for number, dish in left:
            try:
                results[number] = await dish()
            except Exception:
                pass

    await asyncio.gather(*(stove() for _ in range(stoves)))
    return results


class Restaurant:
    def __init__(self, tables):
        self.free = asyncio.Queue()
        for table in range(tables):
            self.free.put_nowait(table)

    async def dine(self, meal):
        return await self.sit(await self.free.get(), meal)

    async def dine_if_soon(self, meal, patience):
        try:
            table = await asyncio.wait_for(self.free.get(), patience)
        except asyncio.TimeoutError:
            return None
        return await self.sit(table, meal)

    async def sit(self, table, meal):
        try:
            return await meal()
        finally:
            self.free.put_nowait(table)
