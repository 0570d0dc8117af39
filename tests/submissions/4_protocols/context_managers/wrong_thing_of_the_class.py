"""Keeps the thing in the class: two loans at the same time share it.

fails: context_managers::test_what_was_not_opened_is_not_closed
diagnosis: shared-state
"""

from contextlib import AsyncExitStack, asynccontextmanager


class Loan:
    def __init__(self, borrow, give_back):
        self.borrow = borrow
        self.give_back = give_back

    async def __aenter__(self):
        Loan.thing = await self.borrow()
        return Loan.thing

    async def __aexit__(self, kind, error, trace):
        await self.give_back(Loan.thing)


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
