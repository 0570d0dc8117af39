"""Yields a second time after the block.

fails: context_managers::test_an_edited_text_is_saved
diagnosis: broken-manager
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
    await save(lines)
    yield lines


async def use_all(tools, work):
    async with AsyncExitStack() as stack:
        things = []
        for tool in tools:
            things.append(await stack.enter_async_context(tool))
        return await work(things)
