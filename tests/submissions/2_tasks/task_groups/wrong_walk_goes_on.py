"""Creates tasks of its own for the folders and awaits them: when the search is cancelled, they go on.

fails: task_groups::test_no_folder_is_lost_and_none_goes_on
diagnosis: leftover-tasks
"""

import asyncio


async def build(parts):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part()) for part in parts]
    return [task.result() for task in tasks]


async def book(bookings):
    confirmations = []
    try:
        confirmations = await build(bookings)
    except* LookupError:
        pass
    return confirmations


async def find_folders(root, list_folders):
    tasks = []
    found = []

    async def visit(folder):
        found.append(folder)
        try:
            inside = await list_folders(folder)
        except PermissionError:
            return
        for each in inside:
            tasks.append(asyncio.create_task(visit(each)))

    tasks.append(asyncio.create_task(visit(root)))
    for task in tasks:
        await task
    return sorted(found)
