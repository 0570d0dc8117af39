"""A dish that fails takes its stove along.

fails: semaphores::test_a_dish_that_fails_frees_its_stove, semaphores::test_any_dishes_on_any_stoves
diagnosis: lost-permit
"""

import asyncio


async def cook_all(dishes, stoves):
    free = asyncio.Semaphore(stoves)

    async def cook(dish):
        await free.acquire()
        try:
            result = await dish()
        except Exception:
            return None
        free.release()
        return result

    return await asyncio.gather(*(cook(dish) for dish in dishes))


class Restaurant:
    def __init__(self, tables):
        self.free = asyncio.Semaphore(tables)

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
