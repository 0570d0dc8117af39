"""Looks once a second whether it is time: in whole seconds it is never late, but always busy.

fails: events::test_waiting_is_no_work, events::test_one_who_turns_back_holds_up_nobody
diagnosis: polling
crash: yes
"""

import asyncio


async def race(names, prepare, run, gun):
    fallen = False

    async def start(name):
        await prepare(name)
        while not fallen:
            await asyncio.sleep(1)
        return await run(name)

    tasks = [asyncio.create_task(start(name)) for name in names]
    await gun()
    fallen = True
    return await asyncio.gather(*tasks)


class Bridge:
    def __init__(self, name):
        self.name = name
        self.is_down = False

    def lower(self):
        self.is_down = True

    def lift(self):
        self.is_down = False

    async def cross(self, drive):
        while not self.is_down:
            await asyncio.sleep(1)
        return await drive()
