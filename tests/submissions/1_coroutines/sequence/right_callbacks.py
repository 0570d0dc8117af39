"""A future, and callbacks that start the next step when one is done."""

import asyncio


def then(coroutine, succeed, fail):
    task = asyncio.ensure_future(coroutine)

    def done(task):
        error = task.exception()
        if error is not None:
            fail(error)
        else:
            succeed(task.result())

    task.add_done_callback(done)
    running.add(task)
    task.add_done_callback(running.discard)


running = set()


async def price_of(title, find_book, ask_price, convert):
    answer = asyncio.get_running_loop().create_future()
    fail = answer.set_exception
    then(
        find_book(title),
        lambda number: then(ask_price(number), lambda dollars: then(convert(dollars), answer.set_result, fail), fail),
        fail,
    )
    return await answer


async def buy(title, is_in_stock, pay, send):
    answer = asyncio.get_running_loop().create_future()

    def paid(receipt):
        then(send(title), lambda _: answer.set_result(receipt), answer.set_exception)

    def looked(there):
        if there:
            then(pay(title), paid, answer.set_exception)
        else:
            answer.set_result("sold out")

    then(is_in_stock(title), looked, answer.set_exception)
    return await answer


async def charge_one(cards, charge):
    answer = asyncio.get_running_loop().create_future()
    left = list(cards)

    def declined(error):
        if isinstance(error, ValueError):
            next_card()
        else:
            answer.set_exception(error)

    def next_card():
        if left:
            then(charge(left.pop(0)), answer.set_result, declined)
        else:
            answer.set_result(None)

    next_card()
    return await answer
