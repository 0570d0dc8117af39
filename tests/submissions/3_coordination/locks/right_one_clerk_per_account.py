"""No lock at all: each account has a task that does one thing after the other from a queue; for two accounts, both wait."""

import asyncio


class Account:
    def __init__(self, store):
        self.store = store
        self.orders = asyncio.Queue()
        self.clerk = asyncio.create_task(self.work())

    async def work(self):
        while True:
            order, result = await self.orders.get()
            try:
                value = await order
            except Exception as error:
                if not result.done():
                    result.set_exception(error)
            else:
                if not result.done():
                    result.set_result(value)

    def order(self, coroutine):
        result = asyncio.get_running_loop().create_future()
        self.orders.put_nowait((coroutine, result))
        return result

    async def deposit(self, amount):
        await self.order(self._change(amount))

    async def withdraw(self, amount):
        return await self.order(self._change(-amount))

    async def _change(self, amount):
        balance = await self.store.get() + amount
        if balance >= 0:
            await self.store.set(balance)
        return balance >= 0


async def transfer(source, target, amount):
    paid = await source.withdraw(amount)
    if paid:
        await target.deposit(amount)
    return paid


async def level(first, second):
    ready = asyncio.Event()
    over = asyncio.Event()

    async def lend():
        ready.set()
        await over.wait()

    async def share():
        await ready.wait()
        half, rest = divmod(await first.store.get() + await second.store.get(), 2)
        await first.store.set(half + rest)
        await second.store.set(half)

    # Both orders are placed without an await in between, so that all queues agree on what comes first.
    second.order(lend())
    shared = first.order(share())
    try:
        await asyncio.wait([shared])
    finally:
        if shared.done():
            over.set()
        else:
            shared.add_done_callback(lambda _: over.set())
