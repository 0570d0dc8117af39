"""Asks whether there is enough before it has the lock: until it has, the answer is out of date.

fails: locks::test_a_transfer_moves_all_or_nothing, locks::test_withdrawals_at_the_same_time_share_what_there_is
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
        balance = await self.store.get()
        if balance < amount:
            return False
        async with self.lock:
            balance = await self.store.get()
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
