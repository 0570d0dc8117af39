"""Events: wait until something is so.

Some work may begin only when something is so: the doors are open, the settings are loaded, the printer has paper. To
ask again and again whether it is, with a sleep() in between, is called *polling*. It is late by up to one sleep, and
keeps the computer busy with nothing.

An `asyncio.Event` is a flag to wait for. `set()` raises it and wakes all who wait, `clear()` lowers it, and `is_set()`
tells how it is. `await event.wait()` waits until the flag is raised, and not at all if it is raised already.

    doors = asyncio.Event()                  # not raised yet

    async def visitor(name):
        await doors.wait()                   # all wait for the same event
        print(name, "comes in")

    async def doorkeeper():
        await asyncio.sleep(9 * 3600)
        doors.set()                          # all come in at once, and whoever comes later does not wait

Who waits has to wait for the very event that somebody sets. If every call makes one for itself, nobody sets it.

set() and clear() are plain functions. They return at once, and those who were woken by set() only run when the one who
called it awaits something. Should the flag be lowered again by then, they go on nevertheless: that wait() is over says
that the flag was raised, not that it still is.

More: https://docs.python.org/3/library/asyncio-sync.html#asyncio.Event
"""

import asyncio


async def race(names: list[str], prepare, run, gun) -> list:
    """Let people race. Return what their runs return, in the order of *names*.

    Everybody does ``await prepare(name)``, all at the same time, and then ``await run(name)``, but not before the shot.
    The shot falls when ``await gun()``, called once and at the very beginning, is over. Who is ready by then starts to
    run at that moment; who is ready later starts at once. None of the three ever fails.
    """
    shot = asyncio.Event()

    async def start(name: str):
        await prepare(name)
        await shot.wait()  # does not wait if the shot has fallen: late-comers need no case of their own
        return await run(name)

    async def fire() -> None:
        await gun()
        shot.set()

    *results, _ = await asyncio.gather(*(start(name) for name in names), fire())
    return results


class Bridge:
    """A bridge that is lifted for ships and lowered for cars. At first it is lifted."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lowered = asyncio.Event()  # one for all cars, and one for each bridge

    def lower(self) -> None:
        """Lower the bridge: the cars that wait may drive now, and those that come later, too."""
        self.lowered.set()

    def lift(self) -> None:
        """Lift the bridge: no car may drive onto it now. Those that are on it already drive on."""
        self.lowered.clear()

    async def cross(self, drive):
        """Wait, for as long as it takes, until the bridge is lowered. Then return what ``await drive()`` gives.

        All cars that wait drive at the same time, as soon as the bridge is lowered. Nobody calls ``drive()`` while the
        bridge is lifted, not even in the moment after.
        """
        # `while`, where one wait() looks like enough: between set() and the moment at which this car goes on, the
        # bridge may have been lifted again.
        while not self.lowered.is_set():
            await self.lowered.wait()
        return await drive()


if __name__ == "__main__":  # play with it: python solutions/3_coordination/events.py
    from time import perf_counter

    def now(start: float = perf_counter()) -> str:
        return f"{perf_counter() - start:.1f} s"

    async def prepare(name: str) -> None:
        await asyncio.sleep(0.2 * len(name))
        print(f"    {now()} {name} is ready")

    async def gun() -> None:
        await asyncio.sleep(0.9)
        print(f"    {now()} Bang!")

    async def run(name: str) -> str:
        print(f"    {now()} {name} runs")
        await asyncio.sleep(0.5)
        return f"{name} arrived"

    async def drive() -> str:
        print(f"    {now()} a car drives onto the bridge")
        await asyncio.sleep(0.5)
        return "over there"

    async def demo() -> None:
        print(await race(["Ada", "Bo", "Dorothy"], prepare, run, gun))
        bridge = Bridge("Tower Bridge")
        cars = asyncio.gather(*(bridge.cross(drive) for _ in range(2)))
        await asyncio.sleep(0.3)
        print(f"    {now()} the bridge is lowered")
        bridge.lower()
        print(await cars)

    asyncio.run(demo())
