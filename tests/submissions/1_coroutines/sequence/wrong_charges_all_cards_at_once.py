"""Charges all cards at the same time and returns the first receipt: several cards have paid.

fails: sequence::test_tries_the_next_card, sequence::test_tries_cards_until_one_is_accepted_or_nobody_knows
diagnosis: went-too-far
"""

import asyncio


async def price_of(title, find_book, ask_price, convert):
    number = await find_book(title)
    dollars = await ask_price(number)
    return await convert(dollars)


async def buy(title, is_in_stock, pay, send):
    if not await is_in_stock(title):
        return "sold out"
    receipt = await pay(title)
    await send(title)
    return receipt


async def charge_one(cards, charge):
    results = await asyncio.gather(*(charge(card) for card in cards), return_exceptions=True)
    for result in results:
        if isinstance(result, ValueError):
            continue
        if isinstance(result, Exception):
            raise result
        return result
    return None
