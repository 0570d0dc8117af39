"""gather() with a single coroutine at a time, which also hands out an error as a value."""

import asyncio


async def outcome(coroutine):
    [result] = await asyncio.gather(coroutine, return_exceptions=True)
    return result


async def price_of(title, find_book, ask_price, convert):
    [number] = await asyncio.gather(find_book(title))
    [dollars] = await asyncio.gather(ask_price(number))
    [euros] = await asyncio.gather(convert(dollars))
    return euros


async def buy(title, is_in_stock, pay, send):
    for step in is_in_stock, pay, send:
        result = await outcome(step(title))
        if isinstance(result, Exception):
            raise result
        if step is is_in_stock and not result:
            return "sold out"
        if step is pay:
            receipt = result
    return receipt


async def charge_one(cards, charge):
    for card in cards:
        result = await outcome(charge(card))
        match result:
            case ValueError():
                continue
            case Exception():
                raise result
            case _:
                return result
