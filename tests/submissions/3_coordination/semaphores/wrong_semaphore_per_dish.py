"""Makes a semaphore for each dish and each guest, who then have it to themselves.

fails: semaphores::test_dishes_share_the_stoves, semaphores::test_no_stove_stands_idle, semaphores::test_a_dish_that_fails_frees_its_stove, semaphores::test_guests_share_the_tables, semaphores::test_patience_ends_at_the_table, semaphores::test_any_dishes_on_any_stoves, semaphores::test_any_guests_at_any_tables, semaphores::test_who_is_called_away_leaves_the_table
diagnosis: too-many-at-once
"""

import asyncio


async def cook_all(dishes, stoves):
    async def cook(dish):
        async with asyncio.Semaphore(stoves):
            try:
                return await dish()
            except Exception:
                return None

    return await asyncio.gather(*(cook(dish) for dish in dishes))


class Restaurant:
    def __init__(self, tables):
        self.tables = tables

    async def dine(self, meal):
        async with asyncio.Semaphore(self.tables):
            return await meal()

    async def dine_if_soon(self, meal, patience):
        free = asyncio.Semaphore(self.tables)
        try:
            async with asyncio.timeout(patience):
                await free.acquire()
        except TimeoutError:
            return None
        try:
            return await meal()
        finally:
            free.release()
