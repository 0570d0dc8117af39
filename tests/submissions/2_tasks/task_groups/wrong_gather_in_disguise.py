"""gather() puts the error into a group by hand, but the other parts go on.

fails: task_groups::test_a_failure_stops_the_others, task_groups::test_sold_out_means_nothing_is_booked, task_groups::test_the_first_failure_decides, task_groups::test_sold_out_hides_no_other_error
diagnosis: one-failure-sinks-all
"""

import asyncio


async def build(parts):
    try:
        return await asyncio.gather(*(part() for part in parts))
    except Exception as error:
        raise ExceptionGroup("a part failed", [error])


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
        try:
            inside = await list_folders(folder)
        except PermissionError:
            inside = []
        for each in inside:
            group.create_task(visit(each))

    async with asyncio.TaskGroup() as group:
        group.create_task(visit(root))
    return sorted(found)
