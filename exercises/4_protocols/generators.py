"""Generators: values one by one, and an end to each.

An `async for` is a `for` that may wait for each of its values. What it goes through is most easily written with a
`yield`: in an `async def`, that makes an *asynchronous generator*. It runs while somebody waits for its next value, and
then stands still at its `yield`: whoever takes the values sets the pace.

    async def floors(lift):
        try:
            while lift.can_climb():
                yield await lift.climb()
        finally:
            await lift.park()

    async for floor in floors(lift):
        print(floor)
    # here the lift has been parked: there are no more floors, so floors(lift) is over

If the loop is left early, by `break`, `return` or an error in it, the generator still stands at its `yield`: *nobody
has closed it*. Its `finally` runs when the event loop notices that nobody refers to it any more, in a task of its own,
while your code has long gone on; or when the program ends; or never. `await generator.aclose()` closes it now: it
raises GeneratorExit at that `yield`, and is done when the `finally` is. So that nothing can go wrong in between:

    async with contextlib.aclosing(floors(lift)) as ride:
        async for floor in ride:
            if floor.has_coffee:
                break
    # here the lift has been parked

A generator that takes its values from another one has to close it, too: being closed itself closes only itself. After
GeneratorExit it may await, as in a `finally`, but not yield.

A comprehension can wait, too: `[floor async for floor in ride if floor.has_coffee]`. But it waits as `async for` does,
for one value after the other. Two that should run at the same time need two tasks.

More: https://docs.python.org/3/reference/expressions.html#asynchronous-generator-functions
"""

import asyncio


async def measure(connect, read, disconnect, pause: float):
    """Yield the readings of a sensor, one by one, until there are no more.

    ``await read()`` gives a reading, a number, and None after the last. It begins with ``await connect()``, and then
    reads at once. Before each later reading, it waits *pause* seconds, counted from when that one is asked for: nothing
    is read ahead. Once connected, it ends with ``await disconnect()``, once, whatever ends it: the None, an error of
    read(), a cancellation, or somebody who closes it early. An error, or a cancellation, goes on to whoever asked for
    the reading.
    """
    # TODO: give each reading when it is there, and leave no sensor connected.
    raise NotImplementedError("measure")
    yield  # this makes it a generator


async def changes(readings):
    """Yield the first of *readings*, a generator of numbers, and each that is not equal to the one just before it.

    Each is given as soon as it is there. When this is over, also because it is closed early, *readings* is closed, and
    its cleaning up is done.
    """
    # TODO: pass on what has changed. And who closes the other generator?
    raise NotImplementedError("changes")
    yield  # this makes it a generator


async def first_above(readings, limit: float) -> float | None:
    """Return the first of *readings*, a generator of numbers, that is above *limit*, or None if there is none.

    No reading is asked for after that one. When this returns, *readings* is closed, and its cleaning up is done.
    """
    # TODO: stop looking when you have found it, and leave nothing behind.
    raise NotImplementedError("first_above")


async def record(stations: list) -> list[list[float]]:
    """Return all the readings of each of *stations*, in order: a list for each. Stations are generators of numbers.

    They are read at the same time, and do not wait for each other. None of them fails.
    """
    # TODO: no station waits for another one.
    raise NotImplementedError("record")


if __name__ == "__main__":  # play with it: python exercises/4_protocols/generators.py
    from time import perf_counter

    def now(start: float = perf_counter()) -> str:
        return f"{perf_counter() - start:.1f} s"

    def sensor(name: str, *readings: float):
        left = iter([*readings, None])

        async def connect() -> None:
            print(f"    {now()} {name} connected")

        async def read() -> float | None:
            await asyncio.sleep(0.1)
            return next(left)

        async def disconnect() -> None:
            await asyncio.sleep(0.2)
            print(f"    {now()} {name} disconnected")

        return connect, read, disconnect, 0.1

    async def demo() -> None:
        async for reading in changes(measure(*sensor("the roof", 3, 3, 4, 4))):
            print(f"    {now()} {reading} degrees")
        print("Above 5:", await first_above(changes(measure(*sensor("the cellar", 5, 5, 6, 7))), 5), now())
        print(await record([measure(*sensor("north", 1, 2, 3)), measure(*sensor("south", 4, 5))]), now())

    asyncio.run(demo())
