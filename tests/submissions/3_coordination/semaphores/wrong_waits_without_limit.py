"""Forgets the patience: everybody waits until there is a table.

fails: semaphores::test_patience_ends_at_the_table, semaphores::test_any_guests_at_any_tables
diagnosis: missing-timeout
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
        return await self.dine(meal)
