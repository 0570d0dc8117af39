"""A beginner's: wait() in loops, one task cancelled and awaited after the other, everything spelled out."""

import asyncio


async def fastest(servers):
    tasks = []
    for server in servers:
        task = asyncio.create_task(server())
        tasks.append(task)
    try:
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        for task in tasks:
            try:
                await task
            except asyncio.CancelledError:
                pass
        raise
    for task in pending:
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass
    for task in done:
        answer = task.result()
        return answer


async def run_checks(checks, limit):
    result = {}
    if len(checks) == 0:
        return result
    names = []
    tasks = []
    for name in checks:
        check = checks[name]
        names.append(name)
        tasks.append(asyncio.create_task(check()))
    try:
        done, pending = await asyncio.wait(tasks, timeout=limit, return_when=asyncio.FIRST_EXCEPTION)
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        for task in tasks:
            try:
                await task
            except asyncio.CancelledError:
                pass
        raise
    for i in range(len(tasks)):
        task = tasks[i]
        name = names[i]
        if task in pending:
            result[name] = "stopped"
            task.cancel()
            try:
                await task
            except asyncio.CancelledError:
                pass
        if task in done:
            try:
                task.result()
                result[name] = "passed"
            except Exception:
                result[name] = "failed"
    return result


async def follow(downloads):
    result = {}
    waiting = []
    name_of = {}
    for name in downloads:
        download = downloads[name]
        task = asyncio.create_task(download())
        waiting.append(task)
        name_of[task] = name
    total = len(waiting)
    count = 0
    try:
        while len(waiting) > 0:
            done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                count = count + 1
                name = name_of[task]
                try:
                    text = task.result()
                    result[name] = text
                    print(str(count) + "/" + str(total) + " " + name + ": " + text)
                except Exception:
                    print(str(count) + "/" + str(total) + " " + name + ": failed")
            waiting = list(pending)
    except asyncio.CancelledError:
        for task in waiting:
            task.cancel()
        for task in waiting:
            try:
                await task
            except asyncio.CancelledError:
                pass
        raise
    return result
