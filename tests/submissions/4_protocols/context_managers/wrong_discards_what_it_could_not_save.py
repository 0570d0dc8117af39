"""Saves inside of the `try`: when saving fails, the text is discarded, too.

fails: context_managers::test_an_edited_text_is_saved
diagnosis: uncalled-for
"""

import asyncio
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager


class Loan(AbstractAsyncContextManager):
    def __init__(self, borrow, give_back):
        self.steps = self.lend(borrow, give_back)

    async def lend(self, borrow, give_back):
        thing = await borrow()
        yield thing
        await give_back(thing)

    async def __aenter__(self):
        return await anext(self.steps)

    async def __aexit__(self, *told):
        async for _ in self.steps:
            pass


@asynccontextmanager
async def edited(load, save, discard):
    lines = await load()
    try:
        yield lines
        await save(lines)
    except BaseException:
        await discard()
        raise


async def use_all(tools, work):
    async with AsyncExitStack() as stack:
        things = []
        for tool in tools:
            things.append(await stack.enter_async_context(tool))
        made = asyncio.create_task(work(things))
        await asyncio.gather(made)
        return made.result()
