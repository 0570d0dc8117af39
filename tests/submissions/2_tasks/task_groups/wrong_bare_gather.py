"""gather() instead of a group: the bare error comes out, and the other parts go on.

fails: task_groups::test_a_failure_stops_the_others, task_groups::test_sold_out_means_nothing_is_booked, task_groups::test_other_errors_reach_the_caller, task_groups::test_the_first_failure_decides, task_groups::test_sold_out_hides_no_other_error
diagnosis: one-failure-sinks-all
"""

import asyncio


async def build(parts):
    return await asyncio.gather(*(part() for part in parts))


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
