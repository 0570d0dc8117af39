"""sequence: the checks that a learner may read."""

import pytest

from grader.judge import by_argument, job


@pytest.mark.points(1)
def test_each_step_uses_the_one_before(lab):
    """The book is found, then its price is asked for, then that is converted: each step gets what the last one gave."""
    find_book = job("find_book", takes=2, returns=1813)
    ask_price = job("ask_price", takes=3, returns=12.5)
    convert = job("convert", takes=1, returns=11)
    run = lab.call("price_of", "Pride and Prejudice", find_book, ask_price, convert)
    for step, argument in ("find_book", "Pride and Prejudice"), ("ask_price", 1813), ("convert", 12.5):
        assert [call.arguments for call in run.spans(step)] == [[argument]]
    assert [run.at(f"{step} started") for step in ("find_book", "ask_price", "convert")] == [0, 2, 5]
    assert run.returned == 11
    assert run.elapsed == 6


@pytest.mark.points(1)
def test_pays_and_then_sends(lab):
    """A book that is in stock is paid for, and sent when the payment is complete; then there is a receipt."""
    run = lab.call(
        "buy",
        "Emma",
        job("is_in_stock", takes=1, returns=True),
        job("pay", takes=3, returns="receipt 15"),
        job("send", takes=2),
    )
    assert run.elapsed == 6
    assert run.at("send started") == 4
    assert run.at("pay started") == 1
    assert run.returned == "receipt 15"


@pytest.mark.points(1)
def test_pays_nothing_for_what_is_sold_out(lab):
    """A book that is not in stock is neither paid for nor sent."""
    is_in_stock = job("is_in_stock", takes=2, returns=False)
    run = lab.call("buy", "Persuasion", is_in_stock, job("pay", takes=1, returns="receipt 16"), job("send", takes=1))
    assert run.order == ["is_in_stock started", "is_in_stock finished"]
    assert run.returned == "sold out"


@pytest.mark.points(0.5)
def test_sends_nothing_unpaid(lab):
    """When the payment fails, nothing is sent, and the caller gets the error."""
    is_in_stock = job("is_in_stock", takes=1, returns=True)
    pay = job("pay", takes=2, raises=ConnectionError("the bank is closed"))
    run = lab.call("buy", "Emma", is_in_stock, pay, job("send", takes=1))
    assert run.raised == ("ConnectionError", "the bank is closed")
    assert run.at("send started") is None


@pytest.mark.points(1)
def test_tries_the_next_card(lab):
    """When a card is declined, the next one is tried; when one is accepted, no other one is."""
    charge = job(
        "charge",
        takes=by_argument({"gold": 3, "blue": 1, "green": 2}),
        raises=by_argument({"gold": ValueError("declined"), "blue": None, "green": None}),
        returns="receipt 17",
    )
    run = lab.call("charge_one", ["gold", "blue", "green"], charge)
    assert run.returned == "receipt 17"
    assert [call.arguments for call in run.spans("charge")] == [["gold"], ["blue"]]
    assert run.times("charge started") == [0, 3]
    assert run.elapsed == 4
