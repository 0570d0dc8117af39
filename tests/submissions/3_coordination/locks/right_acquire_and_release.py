"""A beginner's: acquire() and release() by hand, everything spelled out, the two cases of level() one after the other."""

import asyncio


class Account:
    how_many = 0

    def __init__(self, store):
        self.store = store
        self.lock = asyncio.Lock()
        Account.how_many = Account.how_many + 1
        self.number = Account.how_many

    async def deposit(self, amount):
        await self.lock.acquire()
        try:
            balance = await self.store.get()
            balance = balance + amount
            await self.store.set(balance)
        finally:
            self.lock.release()

    async def withdraw(self, amount):
        await self.lock.acquire()
        try:
            balance = await self.store.get()
            if balance >= amount:
                balance = balance - amount
                await self.store.set(balance)
                enough = True
            else:
                enough = False
        finally:
            self.lock.release()
        return enough


async def transfer(source, target, amount):
    enough = await source.withdraw(amount)
    if enough == True:
        await target.deposit(amount)
        return True
    else:
        return False


async def level(first, second):
    if first.number < second.number:
        await first.lock.acquire()
        try:
            await second.lock.acquire()
            try:
                await share(first, second)
            finally:
                second.lock.release()
        finally:
            first.lock.release()
    else:
        await second.lock.acquire()
        try:
            await first.lock.acquire()
            try:
                await share(first, second)
            finally:
                first.lock.release()
        finally:
            second.lock.release()


async def share(first, second):
    first_balance = await first.store.get()
    second_balance = await second.store.get()
    together = first_balance + second_balance
    half = together // 2
    rest = together % 2
    await first.store.set(half + rest)
    await second.store.set(half)
