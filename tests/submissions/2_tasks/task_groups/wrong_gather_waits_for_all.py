"""Gathers all results and errors, and looks for errors when everything is done.

fails: task_groups::test_a_failure_stops_the_others, task_groups::test_sold_out_means_nothing_is_booked, task_groups::test_other_errors_reach_the_caller, task_groups::test_the_first_failure_decides
diagnosis: not-cancelled
"""

import asyncio


async def build(parts):
    results = await asyncio.gather(*(part() for part in parts), return_exceptions=True)
    errors = [result for result in results if isinstance(result, Exception)]
    if errors:
        raise ExceptionGroup("some parts failed", errors)
    return results


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
