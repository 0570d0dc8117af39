"""Returns what giving back returns: if that is something true, the error is swallowed.

fails: context_managers::test_a_thing_is_given_back_in_any_case
diagnosis: swallowed-error
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
        return await self.give_back(self.thing)


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
