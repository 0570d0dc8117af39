"""Conditions: wait until there is enough.

An event is on or off. Others wait for something finer: three free seats, the hundredth visitor, a kettle at 80 degrees.
An `asyncio.Condition` is a lock with a waiting room, for whatever can be asked about the things behind the lock.

    class Kettle:
        def __init__(self):
            self.degrees = 20
            self.changed = asyncio.Condition()

        async def warm_up(self, degrees):
            async with self.changed:                  # who changes anything holds the condition
                self.degrees += degrees
                self.changed.notify_all()             # and calls all out of the waiting room

        async def wait_until(self, degrees):
            async with self.changed:                  # who looks holds it, too
                while self.degrees < degrees:
                    await self.changed.wait()         # goes to the waiting room

wait() gives the lock back for as long as it waits, so that others can change something; before it goes on it takes the
lock again, so that nobody changes anything between looking and acting. notify() and notify_all() only call: those who
are called go on when the lock is theirs, one after the other.

So to have been called does not mean that it is your turn. Somebody else may have been there first, and now and then one
is called for no reason. That is why `while` stands there, not `if`. `await condition.wait_for(question)`, with a
function that answers yes or no, is that loop in one line.

notify() calls a single one of those who wait. If that one cannot go on, and another could, both wait for ever. It is
enough only where anybody in the waiting room will do.

More: https://docs.python.org/3/library/asyncio-sync.html#asyncio.Condition
"""

import asyncio


class Shelf:
    """A shelf with room for *size* items. Any number of tasks put items onto it and take some, all at the same time."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.items: list = []
        self.changed = asyncio.Condition()

    async def put(self, item) -> None:
        """Put *item* onto the shelf, as soon as there is room. Who is cancelled while waiting has put nothing."""
        async with self.changed:
            await self.changed.wait_for(lambda: len(self.items) < self.size)
            self.items.append(item)
            # Not notify(): it might call somebody who waits for more, or for room, while another one could go on.
            self.changed.notify_all()

    async def take(self, count: int) -> list:
        """Wait until *count* items lie on the shelf, take the oldest ones, all in one moment, and return them in order.

        *count* is at most the shelf's size. Who finds enough takes it, even if others wait for more. Who is cancelled
        while waiting has taken nothing.
        """
        async with self.changed:
            await self.changed.wait_for(lambda: len(self.items) >= count)
            taken, self.items = self.items[:count], self.items[count:]
            self.changed.notify_all()
            return taken


class Meeting:
    """A place on the way at which *people* meet, again and again, to go on together."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.arrived = 0
        self.round = 0
        self.over = asyncio.Condition()

    async def arrive(self) -> int:
        """Wait until *people* have arrived, this one included. Then all of them go on, at the same time.

        That was one round; whoever arrives next belongs to another one, and starts waiting for it, even if some of
        this round have not gone on yet. Return the number of the round: 0 for everybody in the first, then 1, 2, ...
        Who is cancelled while waiting has not arrived: the round is one short again.
        """
        async with self.over:
            # Remembered: when this one goes on, the quick ones may have arrived for the next round, or be through it.
            number = self.round
            self.arrived += 1
            if self.arrived == self.people:
                self.arrived = 0
                self.round += 1
                self.over.notify_all()
            try:
                # Not "until all are there": that may be over again before this one has looked. A round that is over
                # stays over.
                await self.over.wait_for(lambda: self.round > number)
            finally:
                if self.round == number:  # left without a reason to go on: cancelled
                    self.arrived -= 1
            return number


if __name__ == "__main__":  # play with it: python solutions/3_coordination/conditions.py

    async def baker(shelf: Shelf) -> None:
        for loaf in ("rye", "wheat", "spelt", "oat", "corn"):
            await shelf.put(loaf)
            print(f"    {loaf} is on the shelf")
            await asyncio.sleep(0.1)

    async def customer(shelf: Shelf, count: int) -> None:
        await asyncio.sleep(0.2)
        print("    sold:", ", ".join(await shelf.take(count)))

    async def hike(name: str, meeting: Meeting) -> None:
        for _ in range(2):
            await asyncio.sleep(len(name) / 10)
            print(f"    {name} is there")
            print(f"    {name} goes on after rest {await meeting.arrive()}")

    async def demo() -> None:
        shelf = Shelf(3)
        await asyncio.gather(baker(shelf), customer(shelf, 3), customer(shelf, 2))
        meeting = Meeting(3)
        await asyncio.gather(*(hike(name, meeting) for name in ("Jo", "Alma", "Wilhelm")))

    asyncio.run(demo())
