"""A beginner's: everything spelled out, two kinds of except* and a flag for each."""

import asyncio


async def build(parts):
    tasks = []
    async with asyncio.TaskGroup() as tg:
        for part in parts:
            coroutine = part()
            task = tg.create_task(coroutine)
            tasks.append(task)
    results = []
    for task in tasks:
        result = task.result()
        results.append(result)
    return results


async def book(bookings):
    sold_out = False
    tasks = []
    try:
        async with asyncio.TaskGroup() as tg:
            for booking in bookings:
                coroutine = booking()
                task = tg.create_task(coroutine)
                tasks.append(task)
    except* LookupError as group:
        for error in group.exceptions:
            sold_out = True
    if sold_out == True:
        return []
    confirmations = []
    for task in tasks:
        confirmation = task.result()
        confirmations.append(confirmation)
    return confirmations


async def read_one_folder(tg, folder, list_folders, found):
    found.append(folder)
    try:
        names = await list_folders(folder)
    except PermissionError:
        names = []
    for name in names:
        tg.create_task(read_one_folder(tg, name, list_folders, found))


async def find_folders(root, list_folders):
    found = []
    async with asyncio.TaskGroup() as tg:
        tg.create_task(read_one_folder(tg, root, list_folders, found))
    found.sort()
    return found
