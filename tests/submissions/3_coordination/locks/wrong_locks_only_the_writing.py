"""Holds the lock while it writes, but reads before.

fails: locks::test_deposits_at_the_same_time_all_count, locks::test_accounts_are_levelled_both_ways_round, locks::test_no_money_is_lost_and_nobody_waits_for_ever
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
        balance = await self.store.get()
        async with self.lock:
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
    one, other = sorted([first, second], key=lambda account: account.number)
    async with one.lock:
        async with other.lock:
            total = await first.store.get() + await second.store.get()
            await first.store.set(total - total // 2)
            await second.store.set(total // 2)
