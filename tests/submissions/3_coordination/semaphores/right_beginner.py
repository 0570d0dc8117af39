"""A beginner's: acquire() and release() by hand everywhere, lists filled by index, the same lines again and again."""

import asyncio


async def cook_one(semaphore, dish, results, i):
    await semaphore.acquire()
    try:
        result = await dish()
        results[i] = result
    except Exception:
        results[i] = None
    finally:
        semaphore.release()


async def cook_all(dishes, stoves):
    semaphore = asyncio.Semaphore(stoves)
    results = []
    for dish in dishes:
        results.append(None)
    tasks = []
    for i in range(len(dishes)):
        task = asyncio.create_task(cook_one(semaphore, dishes[i], results, i))
        tasks.append(task)
    for task in tasks:
        await task
    return results


class Restaurant:
    def __init__(self, tables):
        self.tables = tables
        self.semaphore = asyncio.Semaphore(tables)

    async def dine(self, meal):
        await self.semaphore.acquire()
        try:
            result = await meal()
            return result
        finally:
            self.semaphore.release()

    async def dine_if_soon(self, meal, patience):
        got_table = False
        try:
            await asyncio.wait_for(self.semaphore.acquire(), timeout=patience)
            got_table = True
        except asyncio.TimeoutError:
            got_table = False
        if got_table == False:
            return None
        try:
            result = await meal()
            return result
        finally:
            self.semaphore.release()
