"""Asks a coroutine whether the book is there: it is always true, and never runs.

fails: sequence::test_pays_and_then_sends, sequence::test_pays_nothing_for_what_is_sold_out, sequence::test_whichever_step_fails_is_the_last, sequence::test_customers_do_not_mix
diagnosis: never-awaited
"""


async def price_of(title, find_book, ask_price, convert):
    number = await find_book(title)
    dollars = await ask_price(number)
    return await convert(dollars)


async def buy(title, is_in_stock, pay, send):
    if not is_in_stock(title):
        return "sold out"
    receipt = await pay(title)
    await send(title)
    return receipt


async def charge_one(cards, charge):
    for card in cards:
        try:
            return await charge(card)
        except ValueError:
            pass
    return None
