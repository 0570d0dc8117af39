"""Each card's failure calls for the rest of the cards; the steps are nested calls."""


async def price_of(title, find_book, ask_price, convert):
    return await convert(await ask_price(await find_book(title)))


async def paid_and_sent(title, pay, send):
    receipt = await pay(title)
    await send(title)
    return receipt


async def buy(title, is_in_stock, pay, send):
    return await paid_and_sent(title, pay, send) if await is_in_stock(title) else "sold out"


async def charge_one(cards, charge):
    if not cards:
        return None
    first, *others = cards
    try:
        return await charge(first)
    except ValueError:
        return await charge_one(others, charge)
