"""Thinks that the pending tasks have failed by now, and asks them for their exception.

fails: waiting::test_the_limit_ends_the_checks, waiting::test_the_first_failure_ends_the_checks, waiting::test_checks_end_for_whichever_reason_comes_first, waiting::test_who_is_cancelled_stops_what_it_started
diagnosis: not-done-yet
"""

import asyncio


async def stop(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def fastest(servers):
    tasks = [asyncio.create_task(server()) for server in servers]
    try:
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        await stop(tasks)


async def run_checks(checks, limit):
    if not checks:
        return {}
    tasks = {name: asyncio.create_task(check()) for name, check in checks.items()}
    await asyncio.wait(tasks.values(), timeout=limit, return_when=asyncio.FIRST_EXCEPTION)
    outcomes = {}
    for name, task in tasks.items():
        if task.exception() is None:
            outcomes[name] = "passed"
        elif isinstance(task.exception(), TimeoutError):
            outcomes[name] = "stopped"
        else:
            outcomes[name] = "failed"
    return outcomes


async def tagged(name, download):
    try:
        return name, await download(), True
    except Exception:
        return name, "failed", False


async def follow(downloads):
    texts = {}
    tasks = [asyncio.create_task(tagged(name, download)) for name, download in downloads.items()]
    number = 0
    try:
        for next_one in asyncio.as_completed(tasks):
            name, text, good = await next_one
            number += 1
            print(f"{number}/{len(downloads)} {name}: {text}")
            if good:
                texts[name] = text
    finally:
        await stop(tasks)
    return texts
