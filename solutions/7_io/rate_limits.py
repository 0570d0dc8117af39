"""Rate limits: only so much in so much time.

Who asks a server too often is turned away. A *token bucket* keeps to a rate and allows for some haste: it holds so many
tokens at most, and fills up evenly, so many a second. Each request takes a token, or several if it is a large one, and
waits while there are too few. So in any stretch of *t* seconds there are never more than capacity + rate * t of them.

Two simpler ways do not keep that promise. Who counts "ten in each full minute" lets ten pass at 0:59 and ten more at
1:00. And who adds up what was left over the whole night lets a flood pass in the morning. A bucket that is full flows
over.

Nothing has to be poured in second by second. It is enough to know how much there was, and when:

    class Soup:                                     # cools down evenly, to 20 degrees
        def __init__(self, degrees):
            self.degrees, self.measured = degrees, asyncio.get_running_loop().time()

        def now(self):
            minutes = (asyncio.get_running_loop().time() - self.measured) / 60
            return max(20, self.degrees - 2 * minutes)

`loop.time()` never jumps, as the clock on the wall does in spring. How long to wait follows from how much is missing.
But while you wait, and before your next line runs, others may take what you were waiting for; and whoever needs much
starves beside those who need little. So let one of them wait for the bucket, and the others for their turn, in the
order in which they came. `asyncio.Lock` is fair in that way: who asks first gets it first. But it is one queue. Who
waits with a lock held makes all others wait that want it: never one lock for different buckets, and never for longer
than until it is your turn no more.

More: https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.time
"""

import asyncio


class Barrel:
    """A rain barrel, from which the gardeners of a village draw water. It begins full, when it is made, on a loop.

    It holds *capacity* litres, and *rate* litres a second run into it, evenly. What does not fit in flows over.
    """

    def __init__(self, capacity: float, rate: float):
        """Make a full barrel."""
        self.capacity = capacity
        self.rate = rate
        self.litres = capacity
        self.measured = asyncio.get_running_loop().time()
        self.turn = asyncio.Lock()  # each barrel has its own: who waits for this one is in nobody's way at another one

    def _measure(self) -> float:
        now = asyncio.get_running_loop().time()
        self.litres = min(self.capacity, self.litres + self.rate * (now - self.measured))
        self.measured = now
        return self.litres

    def draw_now(self, litres: float) -> bool:
        """Draw *litres*, if they are there and nobody is waiting for water. Return whether they were drawn."""
        if self.turn.locked() or self._measure() < litres:
            return False
        self.litres -= litres
        return True

    async def draw(self, litres: float) -> None:
        """Draw *litres*: return as soon as they are there. First come, first served, however little somebody needs.

        Nobody asks again and again whether there is enough. Whoever is cancelled while waiting draws nothing, and those
        behind move up. More than the barrel holds would never be there: that is a ValueError, at once.
        """
        if litres > self.capacity:
            raise ValueError(f"{litres} litres do not fit into a barrel for {self.capacity}")
        async with self.turn:
            await asyncio.sleep((litres - self._measure()) / self.rate)  # which is no time at all if nothing is missing
            # Only now, for who is cancelled while waiting draws nothing. This may fall below 0: what has run in since
            # the last measurement is added by the next one.
            self.litres -= litres


async def water(beds: list, capacity: float, rate: float) -> list:
    """Water all *beds*, each as soon as possible. Return the list of what pouring gives, in the order of *beds*.

    A bed is a triple: the name of its barrel, the litres that it needs, and a coroutine function. When the litres have
    been drawn, ``await pour()`` pours them; that never fails, but takes its time, in which others may draw and pour.
    There is one barrel of this *capacity* and *rate* for each name. At the same barrel, the beds have their turn in the
    order of *beds*. If `water` is cancelled, nobody draws or pours any more.
    """
    barrels = {name: Barrel(capacity, rate) for name, _, _ in beds}

    async def water_one(name, litres, pour):
        await barrels[name].draw(litres)
        return await pour()

    return await asyncio.gather(*(water_one(*bed) for bed in beds))


if __name__ == "__main__":  # play with it: python solutions/7_io/rate_limits.py
    import time

    def now(start: float = time.perf_counter()) -> str:
        return f"{time.perf_counter() - start:.1f} s"

    def pouring(bed: str):
        async def pour() -> str:
            print(f"    {now()} pour on the {bed}")
            await asyncio.sleep(0.2)
            return f"the {bed} are wet"

        return pour

    async def demo() -> None:
        barrel = Barrel(capacity=10, rate=10)
        print("7 litres, at once:", barrel.draw_now(7), "and again:", barrel.draw_now(7))
        await barrel.draw(7)
        print(f"{now()} Now they are drawn")
        beds = [
            ("north", 8, pouring("beans")),
            ("north", 7, pouring("leeks")),
            ("south", 9, pouring("roses")),
            ("north", 2, pouring("herbs")),
        ]
        print(await water(beds, capacity=10, rate=10))

    asyncio.run(demo())
