"""Calls itself for each tool, in the block of the tool before; a generator with a flag."""

from contextlib import asynccontextmanager


@asynccontextmanager
async def Loan(borrow, give_back):
    thing = await borrow()
    try:
        yield thing
    finally:
        await give_back(thing)


@asynccontextmanager
async def edited(load, save, discard):
    lines = await load()
    complete = False
    try:
        yield lines
        complete = True
    finally:
        await (save(lines) if complete else discard())


async def use_all(tools, work):
    return await with_things([], iter(tools), work)


async def with_things(things, tools, work):
    for tool in tools:
        async with tool as thing:
            return await with_things([*things, thing], tools, work)
        return None
    return await work(things)
