"""Prints an error and goes on: the caller takes a purchase that failed for one that did not.

fails: sequence::test_sends_nothing_unpaid, sequence::test_whichever_step_fails_is_the_last
diagnosis: swallowed-error
"""


async def price_of(title, find_book, ask_price, convert):
    number = await find_book(title)
    dollars = await ask_price(number)
    return await convert(dollars)


async def buy(title, is_in_stock, pay, send):
    try:
        if not await is_in_stock(title):
            return "sold out"
        receipt = await pay(title)
        await send(title)
        return receipt
    except Exception as error:
        print("something went wrong:", error)


async def charge_one(cards, charge):
    for card in cards:
        try:
            return await charge(card)
        except ValueError:
            pass
    return None
