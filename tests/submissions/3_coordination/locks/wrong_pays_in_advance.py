"""Pays first, asks then, and takes back what was not there: meanwhile, others may have spent it.

fails: locks::test_a_transfer_moves_all_or_nothing
diagnosis: lost-update
"""

import asyncio
import itertools


async def transfer(source, target, amount):
    await target.deposit(amount)
    if not await source.withdraw(amount):
        await target.withdraw(amount)
        return False
    return True


"Locks: one at a time.\n\nBetween two awaits your code is alone: no other task runs. At an `await`, all the others may. So who reads a value,\nawaits, and then writes back what follows from it may be late: if another task wrote in between, that is overwritten,\nand nobody notices.\n\nAn `asyncio.Lock` lets in one task at a time. `async with lock:` waits until the lock is free, holds it during the\nblock, and hands it on at the end, also when the block ends by an error or is cancelled:\n\n    class Printer:\n        def __init__(self, tray):\n            self.tray = tray\n            self.free = asyncio.Lock()         # this printer's own, made once\n\n        async def print_letter(self, pages):\n            async with self.free:              # the pages of two letters do not mix\n                for page in pages:\n                    await self.tray.feed(page)\n\nA lock keeps out only those who ask for the very same lock. Two printers, with a lock each, work side by side.\n\nAnd it asks no questions: a task that already holds a lock and asks for it again waits for itself, for ever. So do two\ntasks of which each holds what the other one wants. That is a *deadlock*; it cannot come about where everybody takes the\nlocks in one and the same order.\n\nMore: https://docs.python.org/3/library/asyncio-sync.html#asyncio.Lock\n"
_numbers = itertools.count()


class Account:
    def __init__(self, store) -> None:
        self.store = store
        self.lock = asyncio.Lock()
        self.number = next(_numbers)

    async def deposit(self, amount: int) -> None:
        async with self.lock:
            await self.store.set(await self.store.get() + amount)

    async def withdraw(self, amount: int) -> bool:
        async with self.lock:
            balance = await self.store.get()
            if balance < amount:
                return False
            await self.store.set(balance - amount)
            return True


async def level(first: Account, second: Account) -> None:
    one, other = sorted((first, second), key=lambda account: account.number)
    async with one.lock, other.lock:
        money = await first.store.get() + await second.store.get()
        await first.store.set(money - money // 2)
        await second.store.set(money // 2)
