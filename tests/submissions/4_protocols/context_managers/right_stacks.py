"""Stacks everywhere, with callbacks; one is closed by hand, whatever was raised."""

import sys
from contextlib import AsyncExitStack, asynccontextmanager


class Loan(AsyncExitStack):
    def __init__(self, borrow, give_back):
        super().__init__()
        self.borrow = borrow
        self.give_back = give_back

    async def __aenter__(self):
        await super().__aenter__()
        thing = await self.borrow()
        self.push_async_callback(self.give_back, thing)
        return thing


@asynccontextmanager
async def edited(load, save, discard):
    lines = await load()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(discard)
        yield lines
        stack.pop_all()
        await save(lines)


async def use_all(tools, work):
    stack, things = AsyncExitStack(), []
    try:
        for tool in tools:
            things += [await stack.enter_async_context(tool)]
        made = await work(things)
    except BaseException:
        if not await stack.__aexit__(*sys.exc_info()):
            raise
    else:
        await stack.aclose()
        return made
