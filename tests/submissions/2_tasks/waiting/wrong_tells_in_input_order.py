"""Awaits the downloads in the order of the input: who is faster has to wait for its line.

fails: waiting::test_each_download_is_told_when_it_is_over, waiting::test_any_downloads_are_told_one_by_one
diagnosis: held-back
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


async def follow(downloads):
    texts = {}
    tasks = {name: asyncio.create_task(download()) for name, download in downloads.items()}
    number = 0
    try:
        for name, task in tasks.items():
            number += 1
            try:
                texts[name] = await task
                print(f"{number}/{len(tasks)} {name}: {texts[name]}")
            except Exception:
                print(f"{number}/{len(tasks)} {name}: failed")
    finally:
        await stop(tasks.values())
    return texts
