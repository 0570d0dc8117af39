"""The number of the book is a coroutine, which is passed on as if it were a number.

fails: sequence::test_each_step_uses_the_one_before
diagnosis: never-awaited
"""


async def price_of(title, find_book, ask_price, convert):
    number = find_book(title)
    dollars = await ask_price(number)
    return await convert(dollars)


async def buy(title, is_in_stock, pay, send):
    if not await is_in_stock(title):
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
