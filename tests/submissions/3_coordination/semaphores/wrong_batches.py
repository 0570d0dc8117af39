"""Cooks in batches: the whole batch waits for its slowest dish.

fails: semaphores::test_no_stove_stands_idle, semaphores::test_any_dishes_on_any_stoves
diagnosis: waits-for-all
"""

import asyncio


async def cook_all(dishes, stoves):
    results = []
    for start in range(0, len(dishes), stoves):
        batch = dishes[start : start + stoves]
        results += await asyncio.gather(*(dish() for dish in batch), return_exceptions=True)
    return [None if isinstance(result, Exception) else result for result in results]


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
