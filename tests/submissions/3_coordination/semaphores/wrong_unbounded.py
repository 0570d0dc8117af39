"""No limit at all: everything is cooked and eaten at once.

fails: semaphores::test_dishes_share_the_stoves, semaphores::test_no_stove_stands_idle, semaphores::test_a_dish_that_fails_frees_its_stove, semaphores::test_guests_share_the_tables, semaphores::test_patience_ends_at_the_table, semaphores::test_any_dishes_on_any_stoves, semaphores::test_any_guests_at_any_tables, semaphores::test_who_is_called_away_leaves_the_table
diagnosis: too-many-at-once
"""

import asyncio


async def cook_all(dishes, stoves):
    results = await asyncio.gather(*(dish() for dish in dishes), return_exceptions=True)
    return [None if isinstance(result, Exception) else result for result in results]


class Restaurant:
    def __init__(self, tables):
        self.tables = tables

    async def dine(self, meal):
        return await meal()

    async def dine_if_soon(self, meal, patience):
        return await meal()
