"""Does not stop at the first card that is accepted: whoever has two cards pays twice.

fails: sequence::test_tries_the_next_card, sequence::test_tries_cards_until_one_is_accepted_or_nobody_knows
diagnosis: went-too-far
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
    receipt = None
    for card in cards:
        try:
            paid = await charge(card)
        except ValueError:
            continue
        if receipt is None:
            receipt = paid
    return receipt
