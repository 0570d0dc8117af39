"""wait() until the first failure, cancel, await, and collect the errors by hand; a list of tasks that grows."""

import asyncio


async def finish(tasks):
    pending = set(tasks)
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_EXCEPTION)
            if any(task.cancelled() or task.exception() for task in done):
                break
    finally:
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending)
    errors = [task.exception() for task in tasks if not task.cancelled() and task.exception()]
    if errors:
        raise ExceptionGroup(f"{len(errors)} failed", errors)


async def build(parts):
    tasks = [asyncio.create_task(part()) for part in parts]
    await finish(tasks)
    return [task.result() for task in tasks]


async def book(bookings):
    try:
        return await build(bookings)
    except ExceptionGroup as group:
        others = [error for error in group.exceptions if not isinstance(error, LookupError)]
        if others:
            raise ExceptionGroup("not only sold out", others) from group
        return []


async def find_folders(root, list_folders):
    found = [root]
    where = {asyncio.create_task(list_folders(root))}
    try:
        while where:
            done, where = await asyncio.wait(where, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if isinstance(task.exception(), PermissionError):
                    continue
                for name in task.result():
                    found.append(name)
                    where.add(asyncio.create_task(list_folders(name)))
    finally:
        for task in where:
            task.cancel()
    return sorted(found)
