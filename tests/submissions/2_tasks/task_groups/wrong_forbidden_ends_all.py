"""Handles PermissionError outside the group, which has stopped everybody by then.

fails: task_groups::test_folders_are_read_as_soon_as_they_are_known, task_groups::test_a_tree_takes_as_long_as_its_longest_branch
diagnosis: too-early
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
    found = []

    async def visit(folder):
        found.append(folder)
        for each in await list_folders(folder):
            group.create_task(visit(each))

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(visit(root))
    except* PermissionError:
        pass
    return sorted(found)
