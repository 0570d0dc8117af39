"""Leaves the tools in the order in which they were entered.

fails: context_managers::test_all_tools_are_there_while_work_goes_on, context_managers::test_tools_are_left_whatever_happens, context_managers::test_each_tool_is_told_what_was_raised
diagnosis: wrong-order
"""

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
        for tool in entered:
            await tool.__aexit__(None, None, None)
