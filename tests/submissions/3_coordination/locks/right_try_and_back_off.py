"""Holds one lock and tries the other; if that is taken, lets go, and waits next time for the one that was taken."""

import asyncio


class Account:
    def __init__(self, store):
        self.store = store
        self.lock = asyncio.Lock()

    async def deposit(self, amount):
        async with self.lock:
            await self.store.set(await self.store.get() + amount)

    async def withdraw(self, amount):
        async with self.lock:
            balance = await self.store.get()
            if balance < amount:
                return False
            await self.store.set(balance - amount)
            return True


async def with_both(first, second, work):
    patient, quick = first, second
    while True:
        async with patient.lock:
            if not quick.lock.locked():
                async with quick.lock:
                    return await work()
        patient, quick = quick, patient


async def transfer(source, target, amount):
    async def move():
        balance = await source.store.get()
        if balance < amount:
            return False
        await source.store.set(balance - amount)
        await target.store.set(await target.store.get() + amount)
        return True

    return await with_both(source, target, move)


async def level(first, second):
    async def share():
        half, rest = divmod(await first.store.get() + await second.store.get(), 2)
        await first.store.set(half + rest)
        await second.store.set(half)

    await with_both(first, second, share)
