"""Takes an empty text for a failure.

fails: waiting::test_any_downloads_are_told_one_by_one
diagnosis: wrong-value
"""

import asyncio


async def stop(tasks) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def fastest(servers: list) -> str:
    tasks = [asyncio.create_task(server()) for server in servers]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        await stop(tasks)


async def run_checks(checks: dict, limit: float) -> dict[str, str]:
    if not checks:
        return {}
    tasks = {name: asyncio.create_task(check()) for name, check in checks.items()}
    try:
        done, _ = await asyncio.wait(tasks.values(), timeout=limit, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        await stop(tasks.values())

    def outcome(task: asyncio.Task) -> str:
        if task not in done:
            return "stopped"
        return "failed" if task.exception() else "passed"

    return {name: outcome(task) for name, task in tasks.items()}


async def follow(downloads: dict) -> dict[str, str]:
    texts = {}

    async def named(name: str) -> tuple[str, str | None]:
        try:
            return (name, await downloads[name]())
        except Exception:
            return (name, None)

    tasks = [asyncio.create_task(named(name)) for name in downloads]
    try:
        for number, following in enumerate(asyncio.as_completed(tasks), start=1):
            name, text = await following
            print(f"{number}/{len(tasks)} {name}: {text or 'failed'}")
            if text:
                texts[name] = text
    finally:
        await stop(tasks)
    return texts
