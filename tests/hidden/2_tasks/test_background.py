"""background: the checks that make sure."""

import asyncio
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_argument, by_call, job, note, scenario

seconds = st.integers(1, 12)


@pytest.mark.points(0.5)
@given(roasting=seconds, chopping=seconds, mixing=seconds)
def test_dinner_takes_as_long_as_the_longer_half(lab, roasting, chopping, mixing):
    """However long the roast takes, and the salad, dinner is ready when both are."""
    run = lab.call(
        "cook_dinner",
        job("roast", takes=roasting, returns="lamb"),
        job("chop", takes=chopping, returns="cucumbers"),
        job("mix", takes=mixing, returns="salad"),
    )
    assert run.returned == "lamb with salad"
    assert run.elapsed == max(roasting, chopping + mixing)


@pytest.mark.points(1.5)
@given(orders=st.lists(st.tuples(seconds, seconds), max_size=6), closing=seconds)
def test_every_order_is_cooked_when_it_comes(lab, orders, closing):
    """However many orders come, and whenever, each is cooked from that moment on, and no dish is missing."""
    names = [f"dish-{number}" for number in range(len(orders))]
    next_order = job("next_order", takes=by_call(*(gap for gap, _ in orders), closing), returns=by_call(*names, None))
    cook = job(
        "cook",
        takes=by_argument({name: takes for name, (_, takes) in zip(names, orders, strict=True)}),
        returns=by_argument({name: f"hot {name}" for name in names}),
    )
    comes = list(accumulate(gap for gap, _ in orders))
    run = lab.call("take_orders", next_order, cook)
    assert run.times("cook started") == comes
    assert run.returned == [f"hot {name}" for name in names]
    closed = (comes[-1] if comes else 0) + closing
    assert run.elapsed == max([closed, *(come + takes for come, (_, takes) in zip(comes, orders, strict=True))])


@scenario
async def sent_on(exercise, ride, last):
    couriers = exercise.Couriers()
    await couriers.all_back()
    note("nobody sent")

    def trip(number):
        async def there():
            await ride(number)
            if number < last:
                couriers.send(trip(number + 1))

        return there

    couriers.send(trip(0))
    waiting = asyncio.create_task(couriers.all_back())
    await asyncio.sleep(1)
    couriers.send(trip(last))
    await waiting


@pytest.mark.points(1)
def test_those_who_are_sent_meanwhile_are_waited_for(lab):
    """Couriers who are sent while the others are waited for, even by one of those, are waited for as well."""
    run = lab.play(sent_on, job("ride", takes=by_argument({0: 2, 1: 4, 2: 3, 3: 6})), 3)
    assert run.elapsed == 15
    assert run.times("ride started") == [0, 1, 2, 6, 9]
    assert run.at("nobody sent") == 0


@scenario
async def evening(exercise, orders, cook, rides):
    couriers = exercise.Couriers()
    for ride in rides:
        couriers.send(ride)
    note("dishes", await exercise.take_orders(orders, cook))
    await couriers.all_back()


@pytest.mark.points(1)
def test_nothing_gets_lost_under_any_order_of_events(lab):
    """Whatever takes how long, no dish and no courier gets lost, and the dishes come in the order of the orders."""
    dishes = ["risotto", "omelette", "curry"]
    next_order = job("next_order", takes=1, returns=by_call(*dishes, None))
    cook = job("cook", takes=2, returns=by_argument({dish: dish.upper() for dish in dishes}))
    for run in lab.explore(evening, next_order, cook, [job(name, takes=6) for name in ("north", "south", "east")]):
        assert run.notes("dishes") == [["RISOTTO", "OMELETTE", "CURRY"]]
        back = {f"{name} finished" for name in ("north", "south", "east")}.intersection(run.order)
        assert sorted(back) == ["east finished", "north finished", "south finished"]
