"""Gives the money back when paying it in fails; a semaphore of one protects each balance."""

import asyncio


class Account:
    count = 0

    def __init__(self, store):
        self.store = store
        self.key = asyncio.Semaphore(1)
        self.place = Account.count
        Account.count += 1

    async def deposit(self, amount):
        async with self.key:
            balance = await self.store.get()
            await self.store.set(balance + amount)

    async def withdraw(self, amount):
        async with self.key:
            balance = await self.store.get()
            if balance < amount:
                return False
            await self.store.set(balance - amount)
        return True


async def transfer(source, target, amount):
    if not await source.withdraw(amount):
        return False
    try:
        await target.deposit(amount)
    except BaseException:
        await source.deposit(amount)
        raise
    return True


async def level(first, second):
    low, high = (first, second) if first.place < second.place else (second, first)
    async with low.key:
        async with high.key:
            a = await first.store.get()
            b = await second.store.get()
            await first.store.set(a + b - (a + b) // 2)
            await second.store.set((a + b) // 2)
