"""A task for every step, made when the step is due and awaited before the next one."""

import asyncio


async def price_of(title, find_book, ask_price, convert):
    value = title
    for step in find_book, ask_price, convert:
        task = asyncio.create_task(step(value))
        value = await task
    return value


async def buy(title, is_in_stock, pay, send):
    if await asyncio.ensure_future(is_in_stock(title)):
        async with asyncio.TaskGroup() as group:
            payment = group.create_task(guarded(pay, title, send))
        return unwrap(payment.result())
    return "sold out"


async def guarded(pay, title, send):
    try:
        receipt = await pay(title)
        await send(title)
    except Exception as error:
        return error
    return receipt


def unwrap(outcome):
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


async def charge_one(cards, charge):
    for card in cards:
        task = asyncio.create_task(charge(card))
        await asyncio.wait([task])
        if not isinstance(task.exception(), ValueError):
            return task.result()
    return None
