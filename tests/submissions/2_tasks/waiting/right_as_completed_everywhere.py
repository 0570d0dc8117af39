"""as_completed() for all three, and wait_for() for the limit."""

import asyncio


async def stop(tasks):
    for task in tasks:
        task.cancel()
    for task in tasks:
        try:
            await task
        except (Exception, asyncio.CancelledError):
            pass


async def fastest(servers):
    tasks = [asyncio.ensure_future(server()) for server in servers]
    try:
        for first in asyncio.as_completed(tasks):
            return await first
    finally:
        await stop(tasks)


async def run_checks(checks, limit):
    outcomes = dict.fromkeys(checks, "stopped")

    async def run(name):
        try:
            await checks[name]()
        except Exception:
            outcomes[name] = "failed"
            return False
        outcomes[name] = "passed"
        return True

    tasks = [asyncio.create_task(run(name)) for name in checks]
    try:
        for result in asyncio.as_completed(tasks, timeout=limit):
            if not await result:
                break
    except asyncio.TimeoutError:
        pass
    finally:
        await stop(tasks)
    return outcomes


async def follow(downloads):
    results = {}

    async def one(name):
        try:
            return name, await downloads[name]()
        except Exception as error:
            return name, error

    tasks = [asyncio.create_task(one(name)) for name in downloads]
    try:
        left = iter(asyncio.as_completed(tasks))
        for n in range(1, len(tasks) + 1):
            name, result = await next(left)
            results[name] = result
            print(f"{n}/{len(tasks)} {name}:", "failed" if isinstance(result, Exception) else result)
    finally:
        await stop(tasks)
    return {name: text for name, text in results.items() if not isinstance(text, Exception)}
