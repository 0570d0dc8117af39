"""Names the desks in the order in which they have cleaned up.

fails: shielding::test_desks_are_stopped_after_their_time, shielding::test_any_office_is_closed_in_time
diagnosis: completion-order
"""

import asyncio

_under_way: set[asyncio.Task] = set()


async def peek(report: asyncio.Task, limit: float) -> str | None:
    try:
        return await asyncio.wait_for(asyncio.shield(report), limit)
    except TimeoutError:
        return None


async def hand_in(deliver, limit: float) -> bool:
    delivery = asyncio.create_task(deliver())
    _under_way.add(delivery)
    delivery.add_done_callback(_under_way.discard)
    done, _ = await asyncio.wait([delivery], timeout=limit)
    if not done:
        return False
    delivery.result()
    return True


async def publish(edit, print_pages):
    text = await edit()
    printing = asyncio.create_task(print_pages(text))
    cancelled = None
    while not printing.done():
        try:
            await asyncio.shield(printing)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    return printing.result()


async def close(desks: dict[str, asyncio.Task], grace: float) -> list[str]:
    if not desks:
        return []
    _, late = await asyncio.wait(desks.values(), timeout=grace)
    names = {task: name for name, task in desks.items()}
    stopped: list = []
    for task in late:
        task.add_done_callback(lambda task: stopped.append(names[task]))
        task.cancel()
    if late:
        await asyncio.wait(late)
    return stopped
