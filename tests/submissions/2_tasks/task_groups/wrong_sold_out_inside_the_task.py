"""Catches LookupError inside the task, so that the group never hears of it and goes on booking.

fails: task_groups::test_sold_out_means_nothing_is_booked
diagnosis: not-cancelled
"""

import asyncio


async def build(parts):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part()) for part in parts]
    return [task.result() for task in tasks]


async def book(bookings):
    sold_out = False

    async def make(booking):
        nonlocal sold_out
        try:
            return await booking()
        except LookupError:
            sold_out = True

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(make(booking)) for booking in bookings]
    return [] if sold_out else [task.result() for task in tasks]


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
