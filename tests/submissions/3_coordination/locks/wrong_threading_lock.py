"""A lock for threads: waiting for it stops the event loop, and with it the one who would give it back.

fails: locks::test_a_transfer_moves_all_or_nothing, locks::test_deposits_at_the_same_time_all_count, locks::test_accounts_are_levelled_both_ways_round, locks::test_withdrawals_at_the_same_time_share_what_there_is, locks::test_no_money_is_lost_and_nobody_waits_for_ever, locks::test_a_stopped_call_leaves_the_account_free
diagnosis: deadlock
"""

import asyncio
import threading


class Account:
    number = 0

    def __init__(self, store):
        self.store = store
        self.lock = threading.Lock()
        Account.number += 1
        self.number = Account.number

    async def deposit(self, amount):
        with self.lock:
            balance = await self.store.get()
            await self.store.set(balance + amount)

    async def withdraw(self, amount):
        with self.lock:
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
    with one.lock:
        with other.lock:
            total = await first.store.get() + await second.store.get()
            await first.store.set(total - total // 2)
            await second.store.set(total // 2)
