"""Parallelism: waiting, blocking and computing are three things.

Whatever takes long does one of three things meanwhile, and each wants to be run in a way of its own.

    it waits, with `await`                  tasks: one thread is enough for thousands that wait
    it blocks: reads a disk, sleeps         a thread: `asyncio.to_thread`
    it computes, in Python                  another process

Tasks do not help with computing. They take turns on one thread, at every `await`, and what computes has none: it holds
up the loop like any blocking call. Threads do not help either. A process has one interpreter, whose lock (the GIL, in
all usual builds of Python) lets one thread compute at a time: two threads need as long for two sums as one for both.
Processes have an interpreter each, and a core of the machine, if there are enough. An executor of processes is used
like one of threads:

    async def count_stars(pool, images, brightness):        # a ProcessPoolExecutor with as many processes as cores
        loop = asyncio.get_running_loop()
        counts = await asyncio.gather(*(loop.run_in_executor(pool, count, image, brightness) for image in images))
        return sum(counts)

As many calls as there are cores go on at a time, the others wait in line; the loop is free all along. The pool is made
once, by the main program, under `if __name__ == "__main__":` (the other processes may import the file), and serves
all who have something to compute.

A process shares no memory with another one. The function, its arguments and its result are *pickled*: sent as bytes,
and made anew on the other side. That works for data, and for functions that stand at the top level of a module. It
does not work for a lambda, a function inside a function, or a coroutine. And as with threads, nobody can stop a call
that has begun.

More: https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.run_in_executor
"""

import asyncio


async def forecast_all(pool, forecast, regions: list[str], days: int) -> list:
    """Forecast the weather of all *regions*. Return the forecasts, in the order of *regions*.

    ``forecast(region, days)`` is a plain function that computes for a long time, and *pool* an executor of processes,
    one for each core. Use it, and leave it open: it serves others, too. No core stands idle as long as a region waits
    to be computed, and the regions are begun in the order of the list. The event loop is free all the time.
    """
    # TODO: all cores compute.
    raise NotImplementedError("forecast_all")


async def report_all(pool, measure, look_up, compare, stations: list[str]) -> list:
    """Report on all *stations*, five at most: for these, to_thread() has enough threads. Return the reports, in order.

    For a report on a station, ``await measure(station)`` gives the weather of today, which has to come over a network,
    and ``look_up(station)`` that of former years: it is a plain function, which blocks until an old disk has found it.
    Both go on at the same time. When both are there, ``compare(today, former)`` makes the report, a plain function that
    computes. *pool* is an executor of processes, for what computes and for nothing else: use it, and leave it open. All
    stations go on at the same time, each at its own pace, and the event loop is free all the time.
    """
    # TODO: run each of the three as it needs to be run.
    raise NotImplementedError("report_all")


async def forecast_until(pool, forecast, regions: list[str], days: int, limit: float) -> dict:
    """Forecast the weather of *regions*, at least one, as `forecast_all` does, but for *limit* seconds at most.

    Return a dictionary with the forecasts that are there by then, by their regions; {} if there is none. If all are
    there earlier, return earlier. What is still being computed at the limit cannot be stopped: leave it to itself. The
    regions that still wait then may be withdrawn, or left in line: both are fine. The same goes if `forecast_until` is
    cancelled, which ends it at once, as cancelled.
    """
    # TODO: what is there is there.
    raise NotImplementedError("forecast_until")


if __name__ in ("__main__", "__mp_main__"):  # so that the processes of the demonstration find these two as well

    def forecast(region: str, days: int) -> str:
        sunny = sum(number % 7 for number in range(2_000_000 * days)) % 2
        return f"{region}: {'sunny' if sunny else 'rain'}"

    def compare(today: int, former: int) -> str:
        return f"{today - former:+d} degrees, {forecast('and soon', days=1)}"


if __name__ == "__main__":  # play with it: python exercises/6_blocking/parallelism.py
    import time
    from concurrent.futures import ProcessPoolExecutor

    async def measure(station: str) -> int:
        await asyncio.sleep(0.3)
        return len(station)

    def look_up(station: str) -> int:
        time.sleep(0.4)
        return station.count("o")

    def now(start: float = time.perf_counter()) -> str:
        return f"{time.perf_counter() - start:.1f} s"

    async def demo(pool: ProcessPoolExecutor) -> None:
        start = time.perf_counter()
        print(await forecast_all(pool, forecast, ["Coast", "Hills", "Islands"], days=3), now())
        limit = 0.75 * (time.perf_counter() - start)  # some of the forecasts below take longer
        print(await report_all(pool, measure, look_up, compare, ["Old Mill", "Lighthouse"]), now())
        regions = ["Coast", "Hills", "Islands", "Lakes", "Valleys", "Woods"]
        print(await forecast_until(pool, forecast, regions, days=2, limit=limit), now())

    with ProcessPoolExecutor(2) as processes:
        asyncio.run(demo(processes))
