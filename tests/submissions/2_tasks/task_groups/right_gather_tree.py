"""gather() all through: the tree is a gather of gathers, and after an error everybody else is cancelled and gathered."""

import asyncio


async def build(parts):
    tasks = [asyncio.create_task(part()) for part in parts]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        errors = [result for result in results if isinstance(result, Exception)]
        if errors:
            raise ExceptionGroup("some parts failed", errors) from None
        raise


async def book(bookings):
    try:
        return list(await build(bookings))
    except* LookupError as sold_out:
        names = sold_out.exceptions
    return []


async def find_folders(root, list_folders):
    try:
        inside = await list_folders(root)
    except PermissionError:
        return [root]
    branches = await asyncio.gather(*[find_folders(each, list_folders) for each in inside])
    return sorted([root] + [name for branch in branches for name in branch])
