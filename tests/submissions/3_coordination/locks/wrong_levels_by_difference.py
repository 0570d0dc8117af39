"""Levels by reading first and transferring half the difference later: by then it is another one.

fails: locks::test_accounts_are_levelled_both_ways_round
diagnosis: lost-update
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
    if not await source.withdraw(amount):
        return False
    await target.deposit(amount)
    return True


async def level(first, second):
    a = await first.store.get()
    b = await second.store.get()
    half = (a + b) // 2
    if a > b:
        await transfer(first, second, half - b)
    else:
        await transfer(second, first, b - half)
