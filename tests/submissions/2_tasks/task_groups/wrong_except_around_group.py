"""Catches LookupError around the group, out of which only an ExceptionGroup comes.

fails: task_groups::test_sold_out_means_nothing_is_booked
diagnosis: unopened-group
"""

import asyncio


async def build(parts):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part()) for part in parts]
    return [task.result() for task in tasks]


async def book(bookings):
    try:
        return await build(bookings)
    except LookupError:
        return []


async def find_folders(root, list_folders):
    found = []

    async def visit(folder):
        found.append(folder)
        try:
            inside = await list_folders(folder)
        except PermissionError:
            inside = []
        for each in inside:
            group.create_task(visit(each))

    async with asyncio.TaskGroup() as group:
        group.create_task(visit(root))
    return sorted(found)
