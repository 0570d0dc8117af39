"""wait(): for all of them, and until the first exception; whatever is pending is cancelled, and waited for, too."""

import asyncio


async def settle(tasks):
    try:
        await asyncio.wait(tasks)
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        raise


async def read_all(stations):
    tasks = {name: asyncio.create_task(read()) for name, read in stations.items()}
    if tasks:
        await settle(tasks.values())
    readings = {name: task.result() for name, task in tasks.items() if task.exception() is None}
    failures = {name: task.exception() for name, task in tasks.items() if task.exception() is not None}
    return readings, failures


async def draw_map(stations):
    tasks = {name: asyncio.create_task(read()) for name, read in stations.items()}
    try:
        done, _ = await asyncio.wait(tasks.values(), return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.wait(tasks.values())
    errors = [task.exception() for task in done if task.exception()]
    if errors:
        raise errors[0]
    return {name: task.result() for name, task in tasks.items()}


def watch(read, failures):
    inner = asyncio.ensure_future(read())

    async def follow():
        try:
            await asyncio.wait([inner])
        except asyncio.CancelledError:
            inner.cancel()
            raise
        if inner.exception():
            failures.append(inner.exception())
            return None
        return inner.result()

    return asyncio.create_task(follow())
