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
async def relayed(exercise, ride, distances):
    def trip(number):
        async def there():
            await ride(number)
            for other in distances:
                if other // 2 == number:
                    exercise.deliver(trip(other))

        return there

    exercise.deliver(trip(1))
    await asyncio.sleep(1000)


@pytest.mark.points(1)
def test_couriers_send_couriers(lab):
    """However many couriers there are, and whoever sends them, none gets lost under any order of events."""
    distances = {1: 5, 2: 7, 3: 1, 4: 3, 5: 8, 6: 2, 7: 9}
    for run in lab.explore(relayed, job("ride", takes=by_argument(distances)), list(distances)):
        assert sorted(call.arguments for call in run.spans("ride") if call.finished) == [[n] for n in distances]


@scenario
async def two_kitchens(exercise, kitchens):
    dishes = await asyncio.gather(*(exercise.take_orders(next_order, cook) for next_order, cook in kitchens))
    note("dishes", dishes)


@pytest.mark.points(1)
def test_two_kitchens_do_not_mix(lab):
    """Two kitchens at the same time keep their dishes apart, and in order, whatever takes how long."""
    menus = {"left": ["risotto", "omelette", "curry"], "right": ["tarte", "sorbet"]}
    kitchens = [
        (
            job(f"{kitchen} order", takes=1, returns=by_call(*menu, None)),
            job(f"{kitchen} cook", takes=2, returns=by_argument({dish: dish.upper() for dish in menu})),
        )
        for kitchen, menu in menus.items()
    ]
    for run in lab.explore(two_kitchens, kitchens):
        assert run.notes("dishes") == [[["RISOTTO", "OMELETTE", "CURRY"], ["TARTE", "SORBET"]]]
