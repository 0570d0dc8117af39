"""A group for each level of the tree: the slowest folder of a level holds up all below the others.

fails: task_groups::test_folders_are_read_as_soon_as_they_are_known, task_groups::test_a_tree_takes_as_long_as_its_longest_branch
diagnosis: sequential-await
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
    async def look(folder):
        try:
            return await list_folders(folder)
        except PermissionError:
            return []

    found = []
    level = [root]
    while level:
        found += level
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(look(folder)) for folder in level]
        level = [name for task in tasks for name in task.result()]
    return sorted(found)
