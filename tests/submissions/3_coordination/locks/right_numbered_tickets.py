"""Everybody who comes gets a ticket, a future that is done when they are; and waits for the ticket before."""

import asyncio
from contextlib import asynccontextmanager


@asynccontextmanager
async def turn(*accounts):
    mine = asyncio.get_running_loop().create_future()
    # No await in here: the tickets for two accounts are drawn in one moment, so that all lines have the same order.
    before = [account.last for account in accounts if account.last is not None]
    for account in accounts:
        account.last = mine
    try:
        if before:
            await asyncio.wait(before)
        yield
    finally:
        leave(before, mine)


def leave(before, mine):
    waiting = [ticket for ticket in before if not ticket.done()]
    if waiting:
        waiting[0].add_done_callback(lambda _: leave(waiting, mine))
    else:
        mine.set_result(None)


class Account:
    def __init__(self, store):
        self.store = store
        self.last = None

    async def deposit(self, amount):
        async with turn(self):
            await self.store.set(await self.store.get() + amount)

    async def withdraw(self, amount):
        async with turn(self):
            balance = await self.store.get()
            if balance < amount:
                return False
            await self.store.set(balance - amount)
            return True


async def transfer(source, target, amount):
    async with turn(source, target):
        balance = await source.store.get()
        if balance < amount:
            return False
        await source.store.set(balance - amount)
        await target.store.set(await target.store.get() + amount)
        return True


async def level(first, second):
    async with turn(first, second):
        total = await first.store.get() + await second.store.get()
        await first.store.set(total - total // 2)
        await second.store.set(total // 2)
