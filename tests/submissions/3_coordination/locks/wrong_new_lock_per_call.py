"""Every call makes a lock of its own, which is always free.

fails: locks::test_a_transfer_moves_all_or_nothing, locks::test_deposits_at_the_same_time_all_count, locks::test_accounts_are_levelled_both_ways_round, locks::test_withdrawals_at_the_same_time_share_what_there_is, locks::test_no_money_is_lost_and_nobody_waits_for_ever
diagnosis: lost-update
"""

import asyncio


class Account:
    def __init__(self, store):
        self.store = store

    async def deposit(self, amount):
        async with asyncio.Lock():
            balance = await self.store.get()
            await self.store.set(balance + amount)

    async def withdraw(self, amount):
        async with asyncio.Lock():
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
    async with asyncio.Lock():
        async with asyncio.Lock():
            total = await first.store.get() + await second.store.get()
            await first.store.set(total - total // 2)
            await second.store.set(total // 2)
