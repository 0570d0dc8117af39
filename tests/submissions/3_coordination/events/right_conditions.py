"""A condition for everything; whoever is not a coroutine has a task notify those who wait."""

import asyncio


async def race(names, prepare, run, gun):
    changed, fallen = asyncio.Condition(), False

    async def start(name):
        await prepare(name)
        async with changed:
            await changed.wait_for(lambda: fallen)
        return await run(name)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(start(name)) for name in names]
        await gun()
        async with changed:
            fallen = True
            changed.notify_all()
    return [task.result() for task in tasks]


class Bridge:
    def __init__(self, name):
        self.name = name
        self.changed = asyncio.Condition()
        self.is_down = False
        self.tasks = set()

    async def tell(self):
        async with self.changed:
            self.changed.notify_all()

    def lower(self):
        self.is_down = True
        task = asyncio.create_task(self.tell())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def lift(self):
        self.is_down = False

    async def cross(self, drive):
        while not self.is_down:
            async with self.changed:
                await self.changed.wait_for(lambda: self.is_down)
        return await drive()
