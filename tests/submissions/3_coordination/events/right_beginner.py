"""A beginner's: one event to be lowered and one to be lifted, every task awaited by hand."""

import asyncio


async def race(names, prepare, run, gun):
    the_shot_has_fallen = asyncio.Event()
    results = {}

    async def shoot():
        await gun()
        the_shot_has_fallen.set()

    async def one_runner(name):
        await prepare(name)
        if the_shot_has_fallen.is_set():
            result = await run(name)
        else:
            await the_shot_has_fallen.wait()
            result = await run(name)
        results[name] = result

    shooting = asyncio.create_task(shoot())
    tasks = []
    for name in names:
        task = asyncio.create_task(one_runner(name))
        tasks.append(task)
    await shooting
    for task in tasks:
        await task
    list_of_results = []
    for name in names:
        list_of_results.append(results[name])
    return list_of_results


class Bridge:
    def __init__(self, name):
        self.name = name
        self.position = "lifted"
        self.lowered_event = asyncio.Event()
        self.lifted_event = asyncio.Event()
        self.lifted_event.set()

    def lower(self):
        self.position = "lowered"
        self.lifted_event.clear()
        self.lowered_event.set()

    def lift(self):
        self.position = "lifted"
        self.lowered_event.clear()
        self.lifted_event.set()

    async def cross(self, drive):
        result = None
        has_driven = False
        while has_driven == False:
            if self.position == "lowered":
                has_driven = True
                result = await drive()
            else:
                await self.lowered_event.wait()
        return result
