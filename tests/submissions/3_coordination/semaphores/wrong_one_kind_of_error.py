"""Expects one kind of error only: any other one ends the whole dinner.

fails: semaphores::test_any_dishes_on_any_stoves
diagnosis: wrong-error
"""

import asyncio


async def cook_all(dishes: list, stoves: int) -> list[str | None]:
    free = asyncio.Semaphore(stoves)

    async def cook(dish) -> str | None:
        async with free:
            try:
                return await dish()
            except ValueError:
                return None

    return await asyncio.gather(*(cook(dish) for dish in dishes))


class Restaurant:
    def __init__(self, tables: int) -> None:
        self.free = asyncio.Semaphore(tables)

    async def dine(self, meal) -> str:
        async with self.free:
            return await meal()

    async def dine_if_soon(self, meal, patience: float) -> str | None:
        try:
            async with asyncio.timeout(patience):
                await self.free.acquire()
        except TimeoutError:
            return None
        try:
            return await meal()
        finally:
            self.free.release()
