"""No locks to hold: a condition guards who is busy, and two accounts are taken together or not at all."""

import asyncio
from contextlib import asynccontextmanager


class Desk:
    def __init__(self):
        self.changed = asyncio.Condition()
        self.busy = set()

    @asynccontextmanager
    async def serving(self, *accounts):
        async with self.changed:
            await self.changed.wait_for(lambda: self.busy.isdisjoint(accounts))
            self.busy.update(accounts)
        try:
            yield
        finally:
            self.busy.difference_update(accounts)
            async with self.changed:
                self.changed.notify_all()


desk = Desk()


class Account:
    def __init__(self, store):
        self.store = store

    async def deposit(self, amount):
        async with desk.serving(self):
            await self.store.set(await self.store.get() + amount)

    async def withdraw(self, amount):
        async with desk.serving(self):
            balance = await self.store.get()
            if amount <= balance:
                await self.store.set(balance - amount)
            return amount <= balance


async def transfer(source, target, amount):
    async with desk.serving(source, target):
        rich = await source.store.get()
        if rich < amount:
            return False
        poor = await target.store.get()
        await source.store.set(rich - amount)
        await target.store.set(poor + amount)
        return True


async def level(first, second):
    async with desk.serving(first, second):
        total = await first.store.get() + await second.store.get()
        await first.store.set((total + 1) // 2)
        await second.store.set(total // 2)
