"""gather() instead of wait(): an exception of its own ends it, wait_for() limits it."""

import asyncio


class First(Exception):
    pass


async def all_or_first(coroutines, limit=None):
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        await asyncio.wait_for(asyncio.gather(*tasks), limit)
    except (First, asyncio.TimeoutError):
        pass
    finally:
        for task in tasks:
            if not task.cancelling():
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def fastest(servers):
    outcomes = []

    async def ask(server):
        outcomes.extend(await asyncio.gather(server(), return_exceptions=True))
        raise First

    await all_or_first([ask(server) for server in servers])
    if isinstance(outcomes[0], BaseException):
        raise outcomes[0]
    return outcomes[0]


async def run_checks(checks, limit):
    outcomes = dict.fromkeys(checks, "stopped")

    async def run(name):
        [result] = await asyncio.gather(checks[name](), return_exceptions=True)
        if isinstance(result, Exception):
            outcomes[name] = "failed"
            raise First
        outcomes[name] = "passed"

    await all_or_first([run(name) for name in checks], limit)
    return outcomes


async def follow(downloads):
    texts, told = {}, []

    async def run(name):
        try:
            texts[name] = await downloads[name]()
        except Exception:
            pass
        told.append(name)
        print(f"{len(told)}/{len(downloads)} {name}: {texts.get(name, 'failed')}")

    await all_or_first([run(name) for name in downloads])
    return texts
