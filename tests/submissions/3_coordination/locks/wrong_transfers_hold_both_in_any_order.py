"""A transfer takes both locks in the order of its arguments.

fails: locks::test_no_money_is_lost_and_nobody_waits_for_ever
diagnosis: deadlock
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
            await self.add(amount)

    async def add(self, amount):
        balance = await self.store.get()
        await self.store.set(balance + amount)

    async def withdraw(self, amount):
        async with self.lock:
            return await self.take(amount)

    async def take(self, amount):
        balance = await self.store.get()
        if balance < amount:
            return False
        await self.store.set(balance - amount)
        return True


async def transfer(source, target, amount):
    async with source.lock:
        if not await source.take(amount):
            return False
        async with target.lock:
            await target.add(amount)
        return True


async def level(first, second):
    one, other = sorted([first, second], key=lambda account: account.number)
    async with one.lock:
        async with other.lock:
            total = await first.store.get() + await second.store.get()
            await first.store.set(total - total // 2)
            await second.store.set(total // 2)
