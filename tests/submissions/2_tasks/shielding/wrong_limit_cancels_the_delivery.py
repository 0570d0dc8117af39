"""A limit without a shield: a late delivery is stopped on its way.

fails: shielding::test_a_delivery_goes_on_after_the_limit, shielding::test_who_is_cancelled_leaves_at_once
diagnosis: cancelled-needlessly
"""

import asyncio


async def peek(report, limit):
    try:
        return await asyncio.wait_for(asyncio.shield(report), limit)
    except TimeoutError:
        return None


async def hand_in(deliver, limit):
    try:
        await asyncio.wait_for(deliver(), limit)
    except TimeoutError:
        return False
    return True


async def publish(edit, print_pages):
    text = await edit()
    printing = asyncio.create_task(print_pages(text))
    cancelled = False
    while not printing.done():
        try:
            await asyncio.shield(printing)
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        raise asyncio.CancelledError
    return printing.result()


async def close(desks, grace):
    if not desks:
        return []
    done, pending = await asyncio.wait(desks.values(), timeout=grace)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return [name for name, task in desks.items() if task in pending]
