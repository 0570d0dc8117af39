"""Starts a task that gives the thing back, and does not wait for it.

fails: context_managers::test_a_thing_is_given_back_after_its_use, context_managers::test_a_thing_is_given_back_in_any_case, context_managers::test_what_was_not_opened_is_not_closed
diagnosis: leftover-tasks
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
        self.closing = asyncio.create_task(self.give_back(self.thing))


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
        things = []
        for tool in tools:
            things.append(await stack.enter_async_context(tool))
        return await work(things)
