"""One semaphore of the class for all restaurants.

fails: semaphores::test_restaurants_have_their_own_tables
diagnosis: needless-waiting
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
    free = None

    def __init__(self, tables):
        if Restaurant.free is None:
            Restaurant.free = asyncio.Semaphore(tables)

    async def dine(self, meal):
        async with self.free:
            return await meal()

    async def dine_if_soon(self, meal, patience):
        try:
            async with asyncio.timeout(patience):
                await self.free.acquire()
        except TimeoutError:
            return None
        try:
            return await meal()
        finally:
            self.free.release()
