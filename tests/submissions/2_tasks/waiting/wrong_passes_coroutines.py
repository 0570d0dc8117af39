"""Hands bare coroutines to wait(), which takes tasks only.

fails: waiting::test_the_first_answer_counts, waiting::test_who_is_asked_in_vain_is_stopped, waiting::test_nothing_depends_on_luck, waiting::test_who_is_cancelled_stops_what_it_started
diagnosis: wait-takes-tasks
"""

import asyncio


async def stop(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def fastest(servers):
    done, pending = await asyncio.wait([server() for server in servers], return_when=asyncio.FIRST_COMPLETED)
    await stop(pending)
    return done.pop().result()


async def run_checks(checks, limit):
    if not checks:
        return {}
    tasks = {name: asyncio.create_task(check()) for name, check in checks.items()}
    try:
        done, pending = await asyncio.wait(tasks.values(), timeout=limit, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        await stop(tasks.values())
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
