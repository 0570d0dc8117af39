"""Stops what is pending after wait(): when it is cancelled itself, it never gets there.

fails: waiting::test_who_is_cancelled_stops_what_it_started
diagnosis: not-cancelled
"""

import asyncio


async def stop(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def fastest(servers):
    tasks = [asyncio.create_task(server()) for server in servers]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    await stop(pending)
    return done.pop().result()


async def run_checks(checks, limit):
    if not checks:
        return {}
    tasks = {name: asyncio.create_task(check()) for name, check in checks.items()}
    done, pending = await asyncio.wait(tasks.values(), timeout=limit, return_when=asyncio.FIRST_EXCEPTION)
    await stop(pending)
    outcomes = {}
    for name, task in tasks.items():
        if task in pending:
            outcomes[name] = "stopped"
        elif task.exception() is None:
            outcomes[name] = "passed"
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
    number = 0
    for next_one in asyncio.as_completed([tagged(name, download) for name, download in downloads.items()]):
        name, text, good = await next_one
        number += 1
        print(f"{number}/{len(downloads)} {name}: {text}")
        if good:
            texts[name] = text
    return texts
