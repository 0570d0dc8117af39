"""Sequence: one step after another.

Often a step needs what the step before it gave. Then the order of the lines is all you need: the line after an `await`
runs when the coroutine is done, and not before. Steps that are awaited one after another take as long as all of them
together, and while one of them waits, the rest of the program goes on.

    async def visit(museum, find_address, find_bus, ride):
        address = await find_address(museum)
        try:
            bus = await find_bus(address)
        except LookupError:
            return "no bus goes to " + address
        await ride(bus)                         # only when there is a bus
        return "arrived at " + address

An error in a coroutine comes out of the `await`. The call alone, which runs nothing, cannot fail: so it is the `await`
that belongs in the `try`. An error that nobody handles ends visit() as well, and comes out where visit() is awaited:
if find_address() fails, no bus is looked for, and whoever planned the visit gets the error. Handle what you know an
answer to, and leave the rest to your caller.

A trap: without its `await`, the coroutine `is_open(museum)` in

    if is_open(museum): ...

has never run, and yet the condition holds: a coroutine object counts as true, whatever it would have answered.

More: https://docs.python.org/3/library/asyncio-task.html#awaitables
"""

import asyncio

# Every step that you are given is a coroutine function: a call of it, awaited, does the work.


async def price_of(title: str, find_book, ask_price, convert) -> float:
    """Return what the book called *title* costs, in euros.

    ``await find_book(title)`` gives the book's number, ``await ask_price(number)`` its price in dollars, and
    ``await convert(dollars)`` the same in euros.
    """
    number = await find_book(title)
    dollars = await ask_price(number)
    return await convert(dollars)


async def buy(title: str, is_in_stock, pay, send) -> str:
    """Buy a book in three steps: ask whether it is in stock, pay, and have it sent.

    ``await is_in_stock(title)`` gives True or False, ``await pay(title)`` a receipt, and ``await send(title)`` nothing.
    Return the receipt when the book has been sent, or "sold out", with nothing paid, if there is none in stock. When a
    step fails, no later one is begun, and the caller gets the error.
    """
    if not await is_in_stock(title):
        return "sold out"
    receipt = await pay(title)
    await send(title)
    return receipt  # no try: whoever called us learns what went wrong, and where


async def charge_one(cards: list[str], charge) -> str | None:
    """Pay with the first of *cards* that is accepted. Return its receipt, or None if no card is accepted.

    ``await charge(card)`` gives a receipt, or raises ValueError if the card is declined: then try the next one. Any
    other error leaves open whether the card was charged: no other card is tried then, and the caller gets the error.
    """
    for card in cards:
        try:
            # With its await: `return charge(card)` would leave the try before anything has run.
            return await charge(card)
        except ValueError:  # and nothing else: after a lost connection, the next card might be the second one that pays
            continue
    return None


if __name__ == "__main__":  # play with it: python solutions/1_coroutines/sequence.py

    def step(name: str, answer):
        async def run(what):
            print(f"  {name} {what}")
            await asyncio.sleep(0.3)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return run

    async def charge(card: str) -> str:
        print(f"  charge {card}")
        await asyncio.sleep(0.3)
        if card == "old card":
            raise ValueError("expired")
        return f"paid with {card}"

    async def demo() -> None:
        print(await price_of("Emma", step("find", 7), step("price of number", 20), step("convert", 18.5)), "euros")
        print(await buy("Emma", step("look for", answer=True), step("pay", "receipt 1"), step("send", None)))
        print(await buy("Persuasion", step("look for", answer=False), step("pay", "receipt 2"), step("send", None)))
        try:
            print(
                await buy("Ulysses", step("look for", answer=True), step("pay", OSError("no line")), step("send", None))
            )
        except OSError as error:
            print("no book, because:", error)
        print(await charge_one(["old card", "new card", "third card"], charge))

    asyncio.run(demo())
