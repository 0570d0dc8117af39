"""Stops the desks at once, without giving them their time.

fails: shielding::test_desks_are_stopped_after_their_time, shielding::test_who_is_cancelled_leaves_at_once, shielding::test_any_office_is_closed_in_time
diagnosis: left-out
"""

import asyncio


async def peek(report, limit):
    try:
        return await asyncio.wait_for(asyncio.shield(report), limit)
    except TimeoutError:
        return None


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
    stopped = [name for name, task in desks.items() if task.cancel()]
    await asyncio.gather(*desks.values(), return_exceptions=True)
    return stopped
