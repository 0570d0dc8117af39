"""Locks: one at a time.

Between two awaits your code is alone: no other task runs. At an `await`, all the others may. So who reads a value,
awaits, and then writes back what follows from it may be late: if another task wrote in between, that is overwritten,
and nobody notices.

An `asyncio.Lock` lets in one task at a time. `async with lock:` waits until the lock is free, holds it during the
block, and hands it on at the end, also when the block ends by an error or is cancelled:

    class Printer:
        def __init__(self, tray):
            self.tray = tray
            self.free = asyncio.Lock()         # this printer's own, made once

        async def print_letter(self, pages):
            async with self.free:              # the pages of two letters do not mix
                for page in pages:
                    await self.tray.feed(page)

A lock keeps out only those who ask for the very same lock. Two printers, with a lock each, work side by side.

And it asks no questions: a task that already holds a lock and asks for it again waits for itself, for ever. So do two
tasks of which each holds what the other one wants. That is a *deadlock*; it cannot come about where everybody takes the
locks in one and the same order.

More: https://docs.python.org/3/library/asyncio-sync.html#asyncio.Lock
"""

import asyncio


class Account:
    """An account whose balance, a whole number, lies in a *store*: far away, so that reading and writing take time.

    ``await store.get()`` gives the balance, ``await store.set(balance)`` replaces it. Only this account uses its store.
    Calls to one account may overlap in any way. Accounts that have nothing to do with each other do not wait for each
    other.
    """

    def __init__(self, store) -> None:
        self.store = store

    async def deposit(self, amount: int) -> None:
        """Add *amount* to the balance."""
        # TODO: every deposit counts, however many are made at the same time. You may add to __init__.
        raise NotImplementedError("deposit")

    async def withdraw(self, amount: int) -> bool:
        """Take *amount* off the balance if there is enough, or else leave it alone. Return whether there was."""
        # TODO: the balance never goes below zero.
        raise NotImplementedError("withdraw")


async def transfer(source: Account, target: Account, amount: int) -> bool:
    """Move *amount* from one account to another one if there is enough, or else move nothing. Return whether it was."""
    # TODO: no money gets lost on the way, and none appears from nowhere.
    raise NotImplementedError("transfer")


async def level(first: Account, second: Account) -> None:
    """Share the money of two different accounts evenly between them; if one is left over, *first* gets it.

    From the moment at which the balances are read to that at which both are written, nothing else changes them.
    """
    # TODO: many may level the same accounts at the same time, also the other way round. None waits for ever.
    raise NotImplementedError("level")


if __name__ == "__main__":  # play with it: python exercises/3_coordination/locks.py

    class Store:
        def __init__(self, balance: int) -> None:
            self.balance = balance

        async def get(self) -> int:
            await asyncio.sleep(0.1)
            return self.balance

        async def set(self, balance: int) -> None:
            await asyncio.sleep(0.1)
            self.balance = balance

    async def demo() -> None:
        left, right = Store(0), Store(100)
        ada, bob = Account(left), Account(right)
        await asyncio.gather(*(ada.deposit(amount) for amount in (1, 20, 300)))
        print("Ada has 321:", left.balance)
        print("Once yes, once no:", await asyncio.gather(bob.withdraw(70), bob.withdraw(70)))
        print("Bob has 30:", right.balance)
        print("Ada pays Bob:", await transfer(ada, bob, 300), left.balance, right.balance)
        async with asyncio.timeout(1.9):  # should it take longer, you have built a deadlock
            await asyncio.gather(level(ada, bob), level(bob, ada), level(ada, bob))
        print("As much as 176 and 175:", left.balance, right.balance)

    asyncio.run(demo())
