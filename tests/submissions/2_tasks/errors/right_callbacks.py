"""Done callbacks collect, and set a future when the first one fails or the last one is done."""

import asyncio


class Collection:
    def __init__(self, stations, stop_on_error):
        self.readings = {}
        self.failures = {}
        self.stop_on_error = stop_on_error
        self.over = asyncio.get_running_loop().create_future()
        self.tasks = {}
        for name, read in stations.items():
            task = asyncio.create_task(read(), name=name)
            task.add_done_callback(self.finished)
            self.tasks[name] = task
        self.left = len(self.tasks)
        if not self.left:
            self.over.set_result(None)

    def finished(self, task):
        self.left -= 1
        if task.cancelled():
            pass
        elif task.exception() is not None:
            self.failures[task.get_name()] = task.exception()
        else:
            self.readings[task.get_name()] = task.result()
        if not self.over.done() and (not self.left or self.failures and self.stop_on_error):
            self.over.set_result(None)

    async def run(self):
        try:
            await self.over
        finally:
            for task in self.tasks.values():
                task.cancel()
            while self.left:
                await asyncio.sleep(0) if all(task.done() for task in self.tasks.values()) else await asyncio.wait(
                    [task for task in self.tasks.values() if not task.done()]
                )


async def read_all(stations):
    collection = Collection(stations, False)
    await collection.run()
    return collection.readings, collection.failures


async def draw_map(stations):
    collection = Collection(stations, True)
    await collection.run()
    for error in collection.failures.values():
        raise error
    return collection.readings


def watch(read, failures):
    loop = asyncio.get_running_loop()
    return loop.create_task(quietly(read, failures.append))


async def quietly(read, report):
    (outcome,) = await asyncio.gather(read(), return_exceptions=True)
    if not isinstance(outcome, Exception):
        return outcome
    report(outcome)
