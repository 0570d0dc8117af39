"""Cancels the report when one of its readers is cancelled.

fails: shielding::test_nobody_spoils_it_for_the_others, shielding::test_who_is_cancelled_leaves_at_once
diagnosis: shared-cancel
"""

import asyncio


async def peek(report, limit):
    try:
        return await asyncio.wait_for(asyncio.shield(report), limit)
    except TimeoutError:
        return None
    except asyncio.CancelledError:
        report.cancel()
        raise


deliveries = set()


async def hand_in(deliver, limit):
    delivery = asyncio.create_task(deliver())
    deliveries.add(delivery)
    delivery.add_done_callback(deliveries.discard)
    done, pending = await asyncio.wait([delivery], timeout=limit)
    if pending:
        return False
    delivery.result()
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
