"""Both locks for a transfer, too, ordered by id(); both accounts are read and written at the same time."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager


@asynccontextmanager
async def locked(*accounts):
    async with AsyncExitStack() as stack:
        for account in sorted(accounts, key=id):
            await stack.enter_async_context(account._lock)
        yield


class Account:
    def __init__(self, store):
        self.store = store
        self._lock = asyncio.Lock()

    async def deposit(self, amount):
        async with locked(self):
            await self._change(amount)

    async def withdraw(self, amount):
        async with locked(self):
            return await self._change(-amount)

    async def _change(self, amount):
        balance = await self.store.get() + amount
        if balance < 0:
            return False
        await self.store.set(balance)
        return True


async def transfer(source, target, amount):
    async with locked(source, target):
        if not await source._change(-amount):
            return False
        await target._change(amount)
        return True


async def level(first, second):
    async with locked(first, second):
        half, rest = divmod(sum(await asyncio.gather(first.store.get(), second.store.get())), 2)
        await asyncio.gather(first.store.set(half + rest), second.store.set(half))
