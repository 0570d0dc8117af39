"""Finds the book twice: once to see whether it is there, and once for its price.

fails: sequence::test_each_step_uses_the_one_before
diagnosis: done-twice
"""

import asyncio


async def price_of(title, find_book, ask_price, convert):
    return await convert(await ask_price(await find_book(title))) if await find_book(title) else 0


'Sequence: one step after another.\n\nOften a step needs what the step before it gave. Then the order of the lines is all you need: the line after an `await`\nruns when the coroutine is done, and not before. Steps that are awaited one after another take as long as all of them\ntogether, and while one of them waits, the rest of the program goes on.\n\n    async def visit(museum, find_address, find_bus, ride):\n        address = await find_address(museum)\n        try:\n            bus = await find_bus(address)\n        except LookupError:\n            return "no bus goes to " + address\n        await ride(bus)                         # only when there is a bus\n        return "arrived at " + address\n\nAn error in a coroutine comes out of the `await`. The call alone, which runs nothing, cannot fail: so it is the `await`\nthat belongs in the `try`. An error that nobody handles ends visit() as well, and comes out where visit() is awaited:\nif find_address() fails, no bus is looked for, and whoever planned the visit gets the error. Handle what you know an\nanswer to, and leave the rest to your caller.\n\nA trap: without its `await`, the coroutine `is_open(museum)` in\n\n    if is_open(museum): ...\n\nhas never run, and yet the condition holds: a coroutine object counts as true, whatever it would have answered.\n\nMore: https://docs.python.org/3/library/asyncio-task.html#awaitables\n'


async def buy(title: str, is_in_stock, pay, send) -> str:
    if not await is_in_stock(title):
        return "sold out"
    receipt = await pay(title)
    await send(title)
    return receipt


async def charge_one(cards: list[str], charge) -> str | None:
    for card in cards:
        try:
            return await charge(card)
        except ValueError:
            continue
    return None
