"""semaphores: the checks that make sure."""

import asyncio
from heapq import heapreplace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import Error, job, note, scenario

seconds = st.integers(1, 20)


@pytest.mark.points(1)
@given(dishes=st.lists(st.tuples(seconds, st.booleans()), max_size=8), stoves=st.integers(1, 4))
def test_any_dishes_on_any_stoves(lab, dishes, stoves):
    """However many dishes and stoves there are, and whichever dishes fail, each begins when there is a stove for it."""
    names = [f"dish-{number}" for number in range(len(dishes))]
    jobs = [
        job(name, takes=takes, returns=name, raises=LookupError("no salt") if fails else None)
        for name, (takes, fails) in zip(names, dishes, strict=True)
    ]
    free = [0] * stoves  # when each stove is
    starts = []
    for takes, _ in dishes:
        starts.append(free[0])
        heapreplace(free, free[0] + takes)
    run = lab.call("cook_all", jobs, stoves)
    assert run.peak() == min(stoves, len(dishes))
    assert [run.at(f"{name} started") for name in names] == starts
    assert run.elapsed == max(free)
    assert run.returned == [None if fails else name for name, (_, fails) in zip(names, dishes, strict=True)]


@scenario
async def rush_hour(exercise, tables, guests):
    restaurant = exercise.Restaurant(tables)

    async def come(number, meal, patience):
        await asyncio.sleep(number / 64)  # one shortly after the other, none in the instant in which a table is free
        return await (restaurant.dine(meal) if patience is None else restaurant.dine_if_soon(meal, patience))

    return await asyncio.gather(*(come(n, *guest) for n, guest in enumerate(guests)), return_exceptions=True)


@pytest.mark.points(1)
@given(
    guests=st.lists(
        st.tuples(seconds, st.none() | st.integers(0, 20).map(lambda whole: whole + 0.5), st.booleans()),
        min_size=1,
        max_size=8,
    ),
    tables=st.integers(1, 3),
)
def test_any_guests_at_any_tables(lab, guests, tables):
    """Whoever comes and whoever leaves, no table is lost, none is there twice, and a meal's errors reach its guest."""
    names = [f"guest-{number}" for number in range(len(guests))]
    meals = [
        job(name, takes=takes, returns=name, raises=TimeoutError("the cook has left") if fails else None)
        for name, (takes, _, fails) in zip(names, guests, strict=True)
    ]
    free = [0] * tables  # when each table is
    starts, results = [], []
    for number, (name, (takes, patience, fails)) in enumerate(zip(names, guests, strict=True)):
        start = max(number / 64, free[0])
        stays = patience is None or start < number / 64 + patience
        starts.append(start if stays else None)
        results.append((Error("TimeoutError", "the cook has left") if fails else name) if stays else None)
        if stays:
            heapreplace(free, start + takes)
    run = lab.play(rush_hour, tables, [(meal, patience) for meal, (_, patience, _) in zip(meals, guests, strict=True)])
    assert [run.at(f"{name} started") for name in names] == starts
    assert run.returned == results


@scenario
async def called_away(exercise, dish, early, late):
    cook = asyncio.create_task(exercise.cook_all([dish, dish], 1))
    restaurant = exercise.Restaurant(2)
    coming = [
        restaurant.dine(early),
        restaurant.dine_if_soon(early, 90.5),
        restaurant.dine(early),
        restaurant.dine_if_soon(early, 90.5),
        restaurant.dine(early),
    ]
    guests = [asyncio.create_task(guest) for guest in coming]
    await asyncio.sleep(0.5)
    for each in [cook, *guests[:4]]:  # two guests at table, two who wait
        each.cancel()
    await asyncio.wait([cook, *guests])
    note("called away", [each.cancelled() for each in (cook, *guests)])
    await asyncio.gather(*(restaurant.dine(late) for _ in range(4)))


@pytest.mark.points(1.5)
def test_who_is_called_away_leaves_the_table(lab):
    """Who is called away, from the stove, the table or the line, leaves as many tables as there were, and not more."""
    for run in lab.explore(called_away, job("dish", takes=3), job("early", takes=3), job("late", takes=3)):
        assert run.peak("late") == 2
        assert run.peak("early") == 2
        assert run.notes("called away") == [[True, True, True, True, True, False]]


@scenario
async def two_restaurants(exercise, meals):
    await asyncio.gather(*(exercise.Restaurant(1).dine(meal) for meal in meals))


@pytest.mark.points(0.5)
def test_restaurants_have_their_own_tables(lab):
    """Who waits for a table in one restaurant does not wait for those in another."""
    run = lab.play(two_restaurants, [job("left", takes=3), job("right", takes=3)])
    assert run.overlap("left", "right") == 3
