"""Task groups own the tasks, so that nothing is left over; an exception of its own ends a group early."""

import asyncio


class Enough(Exception):
    pass


async def fastest(servers):
    first = None

    async def ask(server):
        nonlocal first
        try:
            answer = await server()
        except Exception as error:
            answer = error
        if first is None:
            first = [answer]
            raise Enough

    try:
        async with asyncio.TaskGroup() as group:
            for server in servers:
                group.create_task(ask(server))
    except* Enough:
        pass
    if isinstance(first[0], Exception):
        raise first[0]
    return first[0]


async def run_checks(checks, limit):
    outcomes = {name: "stopped" for name in checks}

    async def run(name):
        try:
            await checks[name]()
        except Exception:
            outcomes[name] = "failed"
            raise Enough
        outcomes[name] = "passed"

    try:
        async with asyncio.timeout(limit):
            async with asyncio.TaskGroup() as group:
                for name in checks:
                    group.create_task(run(name))
    except* (Enough, TimeoutError):
        pass
    return outcomes


async def follow(downloads):
    texts = {}
    over = 0

    async def run(name, download):
        nonlocal over
        try:
            texts[name] = await download()
        except Exception:
            pass
        over += 1
        print(f"{over}/{len(downloads)} {name}: {texts.get(name, 'failed')}")

    async with asyncio.TaskGroup() as group:
        for name, download in downloads.items():
            group.create_task(run(name, download))
    return texts
