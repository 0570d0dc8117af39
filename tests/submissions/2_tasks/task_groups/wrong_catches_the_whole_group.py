"""Takes every group for sold out, whatever is inside.

fails: task_groups::test_other_errors_reach_the_caller, task_groups::test_sold_out_hides_no_other_error
diagnosis: swallowed-error
"""

import asyncio


async def build(parts):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part()) for part in parts]
    return [task.result() for task in tasks]


async def book(bookings):
    try:
        return await build(bookings)
    except ExceptionGroup:
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
