"""Waiting: until the first is done, for a while, or for one after the other.

gather() waits until everything is done. `asyncio.wait` lets you say until when, and then tells you how things stand:

    casts = {asyncio.create_task(rod.cast()) for rod in rods}
    done, pending = await asyncio.wait(casts, timeout=3600, return_when=asyncio.FIRST_COMPLETED)
    if not done:
        print("nothing in an hour,", len(pending), "rods still in the water")
    for cast in done:
        print("line broken" if cast.exception() else f"caught {cast.result()}")

It takes tasks, at least one, and no bare coroutines. It waits until one of them is done (FIRST_COMPLETED), until one
has raised (FIRST_EXCEPTION), or until all are done (ALL_COMPLETED, or nothing said), and never longer than *timeout*.

Back come two sets: *done* are the tasks that are over, by a result or by an error, and *pending* those that still run.
A set has no order. Each task keeps its own result, also if you have put it into a dict or a list of yours.

wait() only looks. It raises no TimeoutError and stops nobody: not when the time is up, and not when you are cancelled
yourself while you wait. Who has no use for the tasks in *pending* cancels them, and waits until they have cleaned up.

`asyncio.as_completed` is for handling each result as soon as it is there, while the rest still runs:

    for catch in asyncio.as_completed([rod.cast() for rod in rods]):
        print("landed:", await catch)      # may raise: then it is that rod's error

Each `catch` means "the next one, whichever that is". It does not tell whose it is: if that matters, the result must
say so itself. And it, too, stops nobody when you leave the loop early.

More: https://docs.python.org/3/library/asyncio-task.html#asyncio.wait
"""

import asyncio

# Servers, checks and downloads are coroutine functions without parameters: each call does some work. Start all of it at
# the same time. When one of your functions is over, nothing that it has started goes on: what nobody needs any more has
# been cancelled and has cleaned up. That holds also for a function that raises, or that is cancelled itself.


async def stop(tasks) -> None:
    """Cancel those of *tasks* that still run, and wait until all are over."""
    for task in tasks:
        task.cancel()  # of a task that is done, this changes nothing
    # cancel() only asks: the cleaning up takes place while we wait. return_exceptions, so that we wait for every one.
    await asyncio.gather(*tasks, return_exceptions=True)


async def fastest(servers: list) -> str:
    """Ask all *servers*, at least one, and return the first answer.

    An error is an answer, too: if one comes before anything else, raise it.
    """
    tasks = [asyncio.create_task(server()) for server in servers]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()  # or raises the task's error
    finally:  # not after the return of wait() only: when we are cancelled, it leaves its tasks running
        await stop(tasks)


async def run_checks(checks: dict, limit: float) -> dict[str, str]:
    """Run *checks*, given by name, and return for each name how it went: "passed", "failed" (it raised) or "stopped".

    As soon as a check fails, or when *limit* seconds are over, those that still run are stopped. When all are done,
    there is nothing more to wait for. Without any checks the result is {}.
    """
    if not checks:  # wait() refuses to wait for nothing
        return {}
    tasks = {name: asyncio.create_task(check()) for name, check in checks.items()}
    try:
        done, _ = await asyncio.wait(tasks.values(), timeout=limit, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        await stop(tasks.values())

    def outcome(task: asyncio.Task) -> str:
        if task not in done:
            return "stopped"
        return "failed" if task.exception() else "passed"  # done is not the same as passed

    # Our own dict knows which task is whose, and keeps the order: the set that wait() gives has neither.
    return {name: outcome(task) for name, task in tasks.items()}


async def follow(downloads: dict) -> dict[str, str]:
    """Make *downloads*, given by name. Print a line about each when it is over; return the texts they gave, by name.

    The second of three that are over prints `2/3 map: 40 kB` if it is called "map" and gave "40 kB". If it raised an
    error, it prints `2/3 map: failed`, is not in the result, and the others go on.
    """
    texts = {}

    async def named(name: str) -> tuple[str, str | None]:
        # as_completed() does not say whose result comes next, and an error would not know its name at all.
        try:
            return name, await downloads[name]()
        except Exception:  # whatever it is: the line says "failed"
            return name, None

    tasks = [asyncio.create_task(named(name)) for name in downloads]
    try:
        for number, following in enumerate(asyncio.as_completed(tasks), start=1):
            name, text = await following
            print(f"{number}/{len(tasks)} {name}: {'failed' if text is None else text}")
            if text is not None:
                texts[name] = text
    finally:
        await stop(tasks)
    return texts


if __name__ == "__main__":  # play with it: python solutions/2_tasks/waiting.py
    from time import perf_counter

    def work(name: str, seconds: float, error: Exception | None = None):
        async def run() -> str:
            try:
                await asyncio.sleep(seconds)
            except asyncio.CancelledError:
                print(f"    ({name} stopped)")
                raise
            if error is not None:
                raise error
            return f"{name} after {seconds} s"

        return run

    async def demo() -> None:
        start = perf_counter()
        servers = [work("Oslo", 0.6), work("Rome", 0.3), work("Lima", 0.9)]
        print(await fastest(servers), f"{perf_counter() - start:.1f} s")
        start = perf_counter()
        checks = {"disk": work("disk", 0.2), "fan": work("fan", 0.4, OSError("stuck")), "net": work("net", 0.7)}
        print(await run_checks(checks, 2), f"{perf_counter() - start:.1f} s")
        start = perf_counter()
        checks = {"disk": work("disk", 0.2), "net": work("net", 5)}
        print(await run_checks(checks, 0.5), f"{perf_counter() - start:.1f} s")
        start = perf_counter()
        downloads = {"map": work("map", 0.9), "song": work("song", 0.3), "book": work("book", 0.6, OSError("gone"))}
        print(await follow(downloads), f"{perf_counter() - start:.1f} s")

    asyncio.run(demo())
