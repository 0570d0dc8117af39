"""Leaves the last coin in the account.

fails: locks::test_an_account_gives_what_it_has, locks::test_a_transfer_moves_all_or_nothing, locks::test_withdrawals_at_the_same_time_share_what_there_is
diagnosis: wrong-value
"""

import asyncio
import itertools

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
            if balance <= amount:
                return False
            await self.store.set(balance - amount)
            return True


async def transfer(source: Account, target: Account, amount: int) -> bool:
    if not await source.withdraw(amount):
        return False
    await target.deposit(amount)
    return True


async def level(first: Account, second: Account) -> None:
    one, other = sorted((first, second), key=lambda account: account.number)
    async with one.lock, other.lock:
        money = await first.store.get() + await second.store.get()
        await first.store.set(money - money // 2)
        await second.store.set(money // 2)
