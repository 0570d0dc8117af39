"""background: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import by_argument, by_call, job, note, scenario


@pytest.mark.points(1.5)
def test_the_salad_is_made_while_it_roasts(lab):
    """The roast is in the oven while vegetables are chopped and then mixed; dinner is ready when both are."""
    roast = job("roast", takes=7, returns="lamb")
    chop, mix = job("chop", takes=2, returns="cucumbers"), job("mix", takes=3, returns="cucumber salad")
    run = lab.call("cook_dinner", roast, chop, mix)
    assert run.overlap("roast", "chop") == 2
    assert run.overlap("roast", "mix") == 3
    assert run.elapsed == 7
    assert run.returned == "lamb with cucumber salad"
    assert [call.arguments for call in run.spans("mix")] == [["cucumbers"]]


@scenario
async def lit(exercise, oven):
    task = await exercise.light(oven)
    note("light() returned")
    return await task


@pytest.mark.points(1)
def test_the_oven_is_on_when_light_returns(lab):
    """Lighting takes no time; the oven is on when it is lit, and its task gives what the coroutine returns."""
    run = lab.play(lit, job("oven", takes=5, returns="hot"))
    assert run.at("light() returned") == 0
    assert run.order == ["oven started", "light() returned", "oven finished"]
    assert run.returned == "hot"


@pytest.mark.points(1.5)
def test_orders_are_taken_while_others_are_cooked(lab):
    """An order is cooked from the moment when it comes, and the next one is taken meanwhile."""
    next_order = job("next_order", takes=by_call(2, 1, 3, 1), returns=by_call("risotto", "omelette", "curry", None))
    cook = job("cook", takes=by_argument({"risotto": 9, "omelette": 2, "curry": 3}), returns="dish")
    run = lab.call("take_orders", next_order, cook)
    assert run.times("next_order started") == [0, 2, 3, 6]
    assert run.times("cook started") == [2, 3, 6]


@pytest.mark.points(1)
def test_every_dish_is_waited_for(lab):
    """When the kitchen has closed, what is still being cooked is waited for; dishes come in the order of the orders."""
    next_order = job("next_order", takes=1, returns=by_call("risotto", "omelette", "curry", "omelette", None))
    cook = job(
        "cook",
        takes=by_argument({"risotto": 6, "omelette": 1, "curry": 4}),
        returns=by_argument({"risotto": "a risotto", "omelette": "an omelette", "curry": "a curry"}),
    )
    run = lab.call("take_orders", next_order, cook)
    assert run.returned == ["a risotto", "an omelette", "a curry", "an omelette"]
    assert run.elapsed == 7


@scenario
async def delivered(exercise, trips):
    for trip in trips:
        exercise.deliver(trip)
        await asyncio.sleep(1)
    note("all sent")
    await asyncio.sleep(60)


@pytest.mark.points(1)
def test_couriers_ride_and_nobody_waits(lab):
    """A courier leaves when they are sent, keeps nobody waiting, and comes to the end of the trip."""
    run = lab.play(delivered, [job("north", takes=9), job("south", takes=5), job("east", takes=3)])
    assert run.at("all sent") == 3
    assert [run.at(f"{trip} finished") for trip in ("north", "south", "east")] == [9, 6, 5]
