"""A lock instead of a semaphore: one at a time, however many there could be.

fails: semaphores::test_dishes_share_the_stoves, semaphores::test_no_stove_stands_idle, semaphores::test_any_dishes_on_any_stoves
diagnosis: needless-waiting
"""

import asyncio


async def cook_all(dishes, stoves):
    free = asyncio.Lock()

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
            async with asyncio.timeout(patience):
                await self.free.acquire()
        except TimeoutError:
            return None
        try:
            return await meal()
        finally:
            self.free.release()
