"""Leaves the tools by hand, as if the work had always gone well.

fails: context_managers::test_each_tool_is_told_what_was_raised
diagnosis: not-told
"""

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
    stack = AsyncExitStack()
    try:
        things = [await stack.enter_async_context(tool) for tool in tools]
        return await work(things)
    finally:
        await stack.aclose()
