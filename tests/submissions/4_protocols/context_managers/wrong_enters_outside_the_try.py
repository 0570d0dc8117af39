"""Leaves what was entered when the work fails, but not when entering a tool does.

fails: context_managers::test_tools_are_left_whatever_happens, context_managers::test_each_tool_is_told_what_was_raised
diagnosis: missing-cleanup
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
    things = [await tool.__aenter__() for tool in tools]
    async with Leaving(tools):
        return await work(things)


class Leaving:
    def __init__(self, tools):
        self.tools = tools

    async def __aenter__(self):
        pass

    async def __aexit__(self, *told):
        if not self.tools:
            return
        first, *others = self.tools
        try:
            await Leaving(others).__aexit__(*told)
        except BaseException:
            await first.__aexit__(*sys.exc_info())
            raise
        await first.__aexit__(*told)
