"""Enters all tools at the same time.

fails: context_managers::test_all_tools_are_there_while_work_goes_on, context_managers::test_tools_are_left_whatever_happens
diagnosis: too-early
"""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager


class Loan:
    def __init__(self, borrow, give_back):
        self.borrow = borrow
        self.give_back = give_back
        self.thing = None

    async def __aenter__(self):
        self.thing = await self.borrow()
        return self.thing

    async def __aexit__(self, kind, error, trace):
        await self.give_back(self.thing)


@asynccontextmanager
async def edited(load, save, discard):
    lines = await load()
    try:
        yield lines
    except BaseException:
        await discard()
        raise
    else:
        await save(lines)


async def use_all(tools, work):
    async with AsyncExitStack() as stack:
        things = await asyncio.gather(*[stack.enter_async_context(tool) for tool in tools])
        return await work(things)
