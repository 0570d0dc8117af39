"""One lock for all accounts: nothing is lost, but everybody waits for everybody.

fails: locks::test_different_accounts_do_not_wait_for_each_other, locks::test_strangers_do_not_wait_for_each_other
diagnosis: needless-waiting
"""

import asyncio


lock = asyncio.Lock()


class Account:
    def __init__(self, store):
        self.store = store

    async def deposit(self, amount):
        async with lock:
            balance = await self.store.get()
            await self.store.set(balance + amount)

    async def withdraw(self, amount):
        async with lock:
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
    async with lock:
        total = await first.store.get() + await second.store.get()
        await first.store.set(total - total // 2)
        await second.store.set(total // 2)
