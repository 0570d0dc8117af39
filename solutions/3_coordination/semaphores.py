"""Semaphores: at most so many at a time.

All at once can be too much: a server that is asked a thousand things in one moment slows down, or throws you out. Ten
after ten is too slow: nine of them wait for the slowest before the next ten may begin. What you want is ten under way,
and the next one to begin as soon as any of them is over.

An `asyncio.Semaphore` is a box of permits. `async with` takes one, or waits until there is one, and puts it back when
the block ends, also when it ends by an error or is cancelled:

    class Museum:
        def __init__(self):
            self.guides = asyncio.Semaphore(3)          # made once, for all who come

        async def visit(self, group):
            async with self.guides:                     # from the fourth group on, they wait here
                await self.show_around(group)

As many tasks as you like may exist and wait: what counts is how many get in. And as with a lock, only those who share
one and the same semaphore count together.

`async with` is `await semaphore.acquire()`, which takes a permit, and `semaphore.release()`, which puts it back. You
may call them yourself, for instance to give up waiting after a while. Then see to it that you put back what you have
taken, always, and once: a permit not put back is lost for ever, and one that was never taken is one too many.

More: https://docs.python.org/3/library/asyncio-sync.html#asyncio.Semaphore
"""

import asyncio

# Dishes and meals are coroutine functions without parameters: `await dish()` cooks it, `await meal()` eats it.


async def cook_all(dishes: list, stoves: int) -> list[str | None]:
    """Cook all *dishes*, each on a stove of its own. Return what they gave, in order, with None for one that failed.

    There are only so many *stoves*. Dishes are begun in the order of the list, and as long as any are left to begin, no
    stove stands idle.
    """
    free = asyncio.Semaphore(stoves)  # here, not in cook(): there, every dish would have a kitchen to itself

    async def cook(dish) -> str | None:
        async with free:
            try:
                return await dish()
            except Exception:  # whatever is wrong with the dish: the others go on
                return None

    return await asyncio.gather(*(cook(dish) for dish in dishes))


class Restaurant:
    """A restaurant with so many *tables*. Guests, each with a table for one, come at any time and in any number.

    They get tables in the order in which they came. A table is taken for exactly as long as a guest eats there.
    """

    def __init__(self, tables: int) -> None:
        self.free = asyncio.Semaphore(tables)  # one for each restaurant, and for all who come there

    async def dine(self, meal) -> str:
        """Wait for a table, eat *meal* there, and return what it gives. An error of the meal reaches the caller."""
        async with self.free:
            return await meal()

    async def dine_if_soon(self, meal, patience: float) -> str | None:
        """Dine like the others, but if there is no table within *patience* seconds, leave: return None.

        Who has a table stays until the meal is over, however long it takes.
        """
        try:
            async with asyncio.timeout(patience):  # around the waiting only: the meal may take its time, and may fail
                await self.free.acquire()
        except TimeoutError:
            return None  # without release(): this guest has taken nothing
        try:
            return await meal()
        finally:
            self.free.release()


if __name__ == "__main__":  # play with it: python solutions/3_coordination/semaphores.py
    from time import perf_counter

    def course(name: str, seconds: float):
        async def enjoy() -> str:
            print(f"    {perf_counter() - start:.1f} s: {name} begins")
            await asyncio.sleep(seconds)
            return name

        return enjoy

    start = perf_counter()

    async def demo() -> None:
        dishes = [course("soup", 0.6), course("rice", 0.2), course("stew", 0.4), course("cake", 0.2)]
        print("On two stoves:", await cook_all(dishes, 2), f"{perf_counter() - start:.1f} s")
        restaurant = Restaurant(2)
        guests = [restaurant.dine(course(name, 0.5)) for name in ("Ada's dinner", "Bo's dinner", "Cleo's dinner")]
        hasty = [restaurant.dine_if_soon(course(name, 0.3), 0.2) for name in ("Dan's snack", "Eve's snack")]
        print("At two tables:", await asyncio.gather(*guests, *hasty), f"{perf_counter() - start:.1f} s")
        print("And now:", await restaurant.dine_if_soon(course("Fay's snack", 0.3), 0.2))

    asyncio.run(demo())
