"""BoundedSemaphore and a context manager that may give up; a task group for the dishes."""

from contextlib import asynccontextmanager
import asyncio


async def cook_all(dishes, stoves):
    kitchen = Restaurant(stoves)

    async def cook(dish):
        try:
            return await kitchen.dine(dish)
        except Exception:
            return None

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(cook(dish)) for dish in dishes]
    return [task.result() for task in tasks]


class Restaurant:
    def __init__(self, tables):
        self.tables = asyncio.BoundedSemaphore(tables)

    @asynccontextmanager
    async def table(self, patience=None):
        try:
            await asyncio.wait_for(self.tables.acquire(), patience)
        except TimeoutError:
            yield False
            return
        try:
            yield True
        finally:
            self.tables.release()

    async def dine(self, meal):
        async with self.table():
            return await meal()

    async def dine_if_soon(self, meal, patience):
        async with self.table(patience) as got_one:
            return await meal() if got_one else None
