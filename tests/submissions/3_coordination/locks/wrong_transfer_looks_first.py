"""Looks at the balance before it withdraws, and not at what withdraw() says: the money may be gone by then.

fails: locks::test_a_transfer_moves_all_or_nothing
diagnosis: lost-update
"""

import asyncio
import itertools

numbers = itertools.count()


class Account:
    def __init__(self, store):
        self.store = store
        self.lock = asyncio.Lock()
        self.number = next(numbers)

    async def deposit(self, amount):
        async with self.lock:
            await self.store.set(await self.store.get() + amount)

    async def withdraw(self, amount):
        async with self.lock:
            balance = await self.store.get()
            if balance < amount:
                return False
            await self.store.set(balance - amount)
            return True


async def transfer(source, target, amount):
    if await source.store.get() < amount:
        return False
    await source.withdraw(amount)
    await target.deposit(amount)
    return True


async def level(first, second):
    one, other = sorted((first, second), key=lambda account: account.number)
    async with one.lock, other.lock:
        money = await first.store.get() + await second.store.get()
        await first.store.set(money - money // 2)
        await second.store.set(money // 2)
