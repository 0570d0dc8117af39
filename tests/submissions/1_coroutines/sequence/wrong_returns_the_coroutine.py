"""Returns the coroutine out of the try: nobody has awaited it yet, so nothing could fail.

fails: sequence::test_tries_the_next_card, sequence::test_tries_cards_until_one_is_accepted_or_nobody_knows
diagnosis: never-awaited
"""


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
    for card in cards:
        try:
            return charge(card)
        except ValueError:
            continue
    return None
