"""As a beginner writes it: long, repetitive, correct."""


async def price_of(title: str, find_book, ask_price, convert) -> float:
    # first find the book
    find_coroutine = find_book(title)
    number = await find_coroutine
    # then ask for the price
    price_coroutine = ask_price(number)
    dollars = await price_coroutine
    # then convert it
    convert_coroutine = convert(dollars)
    euros = await convert_coroutine
    return euros


async def buy(title: str, is_in_stock, pay, send) -> str:
    stock_coroutine = is_in_stock(title)
    answer = await stock_coroutine
    if answer == True:
        pay_coroutine = pay(title)
        receipt = await pay_coroutine
        send_coroutine = send(title)
        await send_coroutine
        return receipt
    else:
        return "sold out"


async def charge_one(cards: list[str], charge):
    receipt = None
    paid = False
    i = 0
    while i < len(cards):
        if paid == False:
            card = cards[i]
            try:
                receipt = await charge(card)
                paid = True
            except ValueError as error:
                receipt = None
                paid = False
        i = i + 1
    return receipt
