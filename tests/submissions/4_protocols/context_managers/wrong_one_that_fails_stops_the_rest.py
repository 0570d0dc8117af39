"""A tool that fails when it is left keeps those before it from being left.

fails: context_managers::test_each_tool_is_told_what_was_raised
diagnosis: left-out
"""

import sys
from contextlib import asynccontextmanager


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
    entered = []
    things = []
    try:
        for tool in tools:
            things.append(await tool.__aenter__())
            entered.append(tool)
        return await work(things)
    finally:
        told = sys.exc_info()
        for tool in reversed(entered):
            await tool.__aexit__(*told)
