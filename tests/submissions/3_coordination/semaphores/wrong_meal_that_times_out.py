"""Takes a TimeoutError of the meal for its own.

fails: semaphores::test_any_guests_at_any_tables
diagnosis: wrong-value
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
        async with self.free:
            return await meal()

    async def dine_if_soon(self, meal, patience):
        try:
            await asyncio.wait_for(self.free.acquire(), patience)
            try:
                return await meal()
            finally:
                self.free.release()
        except TimeoutError:
            return None
