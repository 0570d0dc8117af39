"""Releases the lock only if all goes well: a call that is cancelled keeps it for ever.

fails: locks::test_a_stopped_call_leaves_the_account_free
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
        await self.lock.acquire()
        balance = await self.store.get()
        await self.store.set(balance + amount)
        self.lock.release()

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
