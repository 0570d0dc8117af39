"""A transfer gives to one account before it knows whether the other one has enough.

fails: locks::test_a_transfer_moves_all_or_nothing
diagnosis: wrong-value
"""

import asyncio


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
    await target.deposit(amount)
    return await source.withdraw(amount)


async def level(first, second):
    one, other = sorted([first, second], key=lambda account: account.number)
    async with one.lock:
        async with other.lock:
            total = await first.store.get() + await second.store.get()
            await first.store.set(total - total // 2)
            await second.store.set(total // 2)
