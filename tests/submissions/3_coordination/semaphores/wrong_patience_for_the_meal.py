"""The limit is around the meal, too: who eats slowly is thrown out.

fails: semaphores::test_patience_ends_at_the_table, semaphores::test_any_guests_at_any_tables
diagnosis: too-early
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
            return await asyncio.wait_for(self.dine(meal), patience)
        except TimeoutError:
            return None
