"""A lock for each account, and one for all that touch two: strangers wait for each other.

fails: locks::test_strangers_do_not_wait_for_each_other
diagnosis: needless-waiting
"""

import asyncio


pairs = asyncio.Lock()


class Account:
    number = 0

    def __init__(self, store):
        self.store = store
        self.lock = asyncio.Lock()
        Account.number += 1
        self.number = Account.number

    async def deposit(self, amount):
        async with self.lock:
            balance = await self.store.get()
            await self.store.set(balance + amount)

    async def withdraw(self, amount):
        async with self.lock:
            balance = await self.store.get()
            if balance < amount:
                return False
            await self.store.set(balance - amount)
            return True


async def transfer(source, target, amount):
    async with pairs:
        if not await source.withdraw(amount):
            return False
        await target.deposit(amount)
        return True


async def level(first, second):
    async with pairs, first.lock, second.lock:
        total = await first.store.get() + await second.store.get()
        await first.store.set(total - total // 2)
        await second.store.set(total // 2)
