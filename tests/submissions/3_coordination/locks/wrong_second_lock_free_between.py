"""Levels under one lock after the other: the first balance changes while the second one is read.

fails: locks::test_accounts_are_levelled_both_ways_round, locks::test_no_money_is_lost_and_nobody_waits_for_ever
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
    async with first.lock:
        a = await first.store.get()
    async with second.lock:
        b = await second.store.get()
    half = (a + b) // 2
    async with first.lock:
        await first.store.set(a + b - half)
    async with second.lock:
        await second.store.set(half)
