"""Tasks know their names; `async for` over as_completed() gives back the tasks themselves.

requires-python: >=3.13
"""

import asyncio


async def fastest(servers):
    async with Started(servers) as tasks:
        async for task in asyncio.as_completed(tasks):
            return await task


class Started:
    def __init__(self, works):
        self.works = works

    async def __aenter__(self):
        self.tasks = [asyncio.create_task(work()) for work in self.works]
        return self.tasks

    async def __aexit__(self, *exc):
        for task in self.tasks:
            task.cancel()
        if self.tasks:
            await asyncio.wait(self.tasks)


async def run_checks(checks, limit):
    async with Started(checks.values()) as tasks:
        done = set()
        if tasks:
            done, _ = await asyncio.wait(tasks, timeout=limit, return_when="FIRST_EXCEPTION")
    outcomes = []
    for task in tasks:
        outcomes.append("stopped" if task not in done else "failed" if task.exception() else "passed")
    return dict(zip(checks, outcomes))


async def follow(downloads):
    texts = {}
    async with Started(downloads.values()) as tasks:
        names = dict(zip(tasks, downloads))
        over = 0
        async for task in asyncio.as_completed(tasks):
            over += 1
            name = names[task]
            try:
                texts[name] = await task
            except Exception:
                print(f"{over}/{len(tasks)} {name}: failed")
            else:
                print(f"{over}/{len(tasks)} {name}: {texts[name]}")
    return texts
