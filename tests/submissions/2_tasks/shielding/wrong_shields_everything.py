"""Shields the editing, too: nobody can stop it any more.

fails: shielding::test_editing_can_be_cancelled, shielding::test_printing_comes_to_its_end_however_often_cancelled
diagnosis: not-cancelled
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


async def edit_and_print(edit, print_pages):
    text = await edit()
    return await print_pages(text)


async def publish(edit, print_pages):
    work = asyncio.create_task(edit_and_print(edit, print_pages))
    cancelled = False
    while not work.done():
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        raise asyncio.CancelledError
    return work.result()


async def close(desks, grace):
    if not desks:
        return []
    done, pending = await asyncio.wait(desks.values(), timeout=grace)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return [name for name, task in desks.items() if task in pending]
