"""Puts the permit back after a result and after an Exception: CancelledError is none.

fails: semaphores::test_who_is_called_away_leaves_the_table
diagnosis: lost-permit
"""

import asyncio


async def cook_all(dishes, stoves):
    free = asyncio.Semaphore(stoves)

    async def cook(dish):
        async with free:
            try:
                return await dish()
            except Exception:
                return None

    return await asyncio.gather(*(cook(dish) for dish in dishes))


class Restaurant:
    def __init__(self, tables):
        self.free = asyncio.Semaphore(tables)

    async def dine(self, meal):
        await self.free.acquire()
        try:
            result = await meal()
        except Exception:
            self.free.release()
            raise
        self.free.release()
        return result

    async def dine_if_soon(self, meal, patience):
        try:
            async with asyncio.timeout(patience):
                await self.free.acquire()
        except TimeoutError:
            return None
        try:
            result = await meal()
        except Exception:
            self.free.release()
            raise
        self.free.release()
        return result
