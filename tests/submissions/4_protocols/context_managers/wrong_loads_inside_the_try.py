"""Discards a text that could not be loaded.

fails: context_managers::test_what_was_not_opened_is_not_closed
diagnosis: uncalled-for
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
    try:
        lines = await load()
        yield lines
    except BaseException:
        await discard()
        raise
    await save(lines)


async def use_all(tools, work):
    async with AsyncExitStack() as stack:
        things = []
        for tool in tools:
            things.append(await stack.enter_async_context(tool))
        return await work(things)
