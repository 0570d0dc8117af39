"""A sliding window by wait(FIRST_COMPLETED); a restaurant that hands tables to futures in line."""

from collections import deque
import asyncio


async def cook_all(dishes, stoves):
    tasks = []
    running = set()
    for dish in dishes:
        if len(running) == stoves:
            _, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.ensure_future(dish())
        tasks.append(task)
        running.add(task)
    if running:
        await asyncio.wait(running)
    return [None if task.exception() else task.result() for task in tasks]


class Restaurant:
    def __init__(self, tables):
        self.free = tables
        self.line = deque()

    async def table(self):
        if self.free:
            self.free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self.line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave()
            raise

    def leave(self):
        while self.line:
            turn = self.line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.free += 1

    async def eat(self, meal):
        try:
            return await meal()
        finally:
            self.leave()

    async def dine(self, meal):
        await self.table()
        return await self.eat(meal)

    async def dine_if_soon(self, meal, patience):
        waiting = asyncio.create_task(self.table())
        try:
            done, _ = await asyncio.wait({waiting}, timeout=patience)
        except asyncio.CancelledError:
            if not waiting.cancel():
                self.leave()
            raise
        if not done:
            waiting.cancel()
            return None
        return await self.eat(meal)
