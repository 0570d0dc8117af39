"""Errors: who hears of them, and what the others do meanwhile.

An exception goes from a coroutine to who awaits it, as from any function to its caller. A task that fails keeps its
exception until it is awaited. If nobody ever does, nothing stops: when Python throws the task away, some day, asyncio
logs "Task exception was never retrieved", and that is all. So of every task that you start, somebody has to ask what
became of it.

Where several things are awaited at once, several may fail:

    async def paint():
        raise OSError("no paint")

    await asyncio.gather(mow(), paint(), weed())          # raises this OSError at once; mow() and weed() go on!

So gather() stops nobody, unless it is cancelled itself. The others work on unseen, and their results are lost. To stop
them is up to you: cancel their tasks, as in the exercise before, and await them.

    lawn, fence, beds = await asyncio.gather(mow(), paint(), weed(), return_exceptions=True)
    if isinstance(fence, BaseException):
        print("The fence is as it was:", repr(fence))     # OSError('no paint')

With return_exceptions=True, gather() waits for all, and raises nothing itself: an exception takes the place that the
result would have in the list. Now it is data like any other, which can be counted, printed and stored by mistake, and
only who looks will find it. (Why BaseException: a task that was cancelled has CancelledError to show, no Exception.)

So decide it each time: is half of the work of any use? Then let all come to an end, and report the failures. Or is it
not? Then stop the rest, and let the error go on to your caller.

More: https://docs.python.org/3/library/asyncio-task.html#asyncio.gather
"""

import asyncio


async def read_all(stations: dict) -> tuple[dict, dict]:
    """Read all weather stations at the same time. Return the readings and the failures, each by the station's name.

    *stations* maps names to coroutine functions: ``await read()`` gives a reading, a number, or fails with whatever
    error. A station that fails takes nothing away from the others: it has its exception among the failures, and no
    reading. When `read_all` is cancelled, the readings under way are, too.
    """
    readings, failures = {}, {}
    outcomes = await asyncio.gather(*(read() for read in stations.values()), return_exceptions=True)
    for name, outcome in zip(stations, outcomes):
        if isinstance(outcome, BaseException):  # the type tells, not the truth value: 0 is a reading
            failures[name] = outcome
        else:
            readings[name] = outcome
    return readings, failures


async def draw_map(stations: dict) -> dict:
    """Read all stations, as `read_all` does, for a map that needs every one of them. Return the readings by name.

    As soon as one station fails, there will be no map: stop the readings that are still under way, and when they have
    cleaned up, let the error reach the caller, as it is. If there are several, it is the first one. When `draw_map` is
    cancelled, the readings under way are, too.
    """
    # gather() would make tasks of coroutines, too, but keep them: nobody could stop them then.
    tasks = {name: asyncio.create_task(read()) for name, read in stations.items()}
    try:
        await asyncio.gather(*tasks.values())
    finally:
        for task in tasks.values():
            if not task.cancelling():  # gather() has asked them, if we are cancelled: twice would disturb their cleanup
                task.cancel()  # does nothing to a task that is over
        # Wait for their cleaning up, and ask each for its exception: two may have failed in the same instant.
        await asyncio.gather(*tasks.values(), return_exceptions=True)
    return {name: task.result() for name, task in tasks.items()}


def watch(read, failures: list) -> asyncio.Task:
    """Begin to read one station in the background, and return the task at once.

    The task's result is the reading. If the station fails it is None, and the exception is appended to *failures* when
    it happens, whether anybody awaits the task or not. Cancelling the task stops the reading, and is no failure.
    """

    async def report_failure():
        try:
            return await read()
        except Exception as error:  # caught inside the task: outside, only who awaits it would hear of it
            failures.append(error)
            return None

    return asyncio.create_task(report_failure())


if __name__ == "__main__":  # play with it: python solutions/2_tasks/errors.py
    from time import perf_counter

    def station(reading: int, seconds: float, error: Exception | None = None):
        async def read() -> int:
            try:
                await asyncio.sleep(seconds)
            except asyncio.CancelledError:
                print(f"    (no longer waiting for {reading} degrees)")
                raise
            if error is not None:
                raise error
            return reading

        return read

    async def demo() -> None:
        stations = {"port": station(17, 0.6), "moor": station(9, 0.9), "peak": station(-3, 0.3, OSError("snowed in"))}
        start = perf_counter()
        print(await read_all(stations), f"{perf_counter() - start:.1f} s")
        start = perf_counter()
        try:
            print(await draw_map(stations), f"{perf_counter() - start:.1f} s")
        except OSError as error:
            print("No map:", error, f"{perf_counter() - start:.1f} s")
        failures: list[Exception] = []
        tasks = [watch(read, failures) for read in stations.values()]
        await asyncio.sleep(0.5)
        print("After half a second:", failures)
        print("In the end:", [await task for task in tasks])

    asyncio.run(demo())
