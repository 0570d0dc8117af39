"""Shields the printing, but leaves at once when it is cancelled, as shield() does.

fails: shielding::test_printing_comes_to_its_end, shielding::test_printing_comes_to_its_end_however_often_cancelled
diagnosis: too-early
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


pages = set()


async def publish(edit, print_pages):
    text = await edit()
    printing = asyncio.create_task(print_pages(text))
    pages.add(printing)
    printing.add_done_callback(pages.discard)
    return await asyncio.shield(printing)


async def close(desks, grace):
    if not desks:
        return []
    done, pending = await asyncio.wait(desks.values(), timeout=grace)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return [name for name, task in desks.items() if task in pending]
