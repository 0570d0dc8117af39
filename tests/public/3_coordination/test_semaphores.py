"""semaphores: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import Error, job, note, scenario


@pytest.mark.points(1.5)
def test_dishes_share_the_stoves(lab):
    """As many dishes as there are stoves are cooked at the same time, and what they give comes in order."""
    names = ["soup", "rice", "stew", "cake", "tart"]
    run = lab.call("cook_all", [job(name, takes=2, returns=name) for name in names], 2)
    assert run.peak(*names) == 2
    assert run.elapsed == 6
    assert run.returned == names


@pytest.mark.points(1)
def test_no_stove_stands_idle(lab):
    """As soon as any dish is ready, the next one begins."""
    dishes = [job("soup", takes=5), job("rice", takes=1), job("stew", takes=3), job("cake", takes=2)]
    run = lab.call("cook_all", dishes, 2)
    assert run.at("stew started") == 1
    assert run.at("cake started") == 4
    assert run.elapsed == 6


@pytest.mark.points(1)
def test_a_dish_that_fails_frees_its_stove(lab):
    """A dish that fails is None, and its stove is free for the next one."""
    soup, rice = job("soup", takes=2, raises=ValueError("burnt")), job("rice", takes=1, returns="white")
    run = lab.call("cook_all", [soup, rice, soup, rice], 1)
    assert run.returned == [None, "white", None, "white"]
    assert run.elapsed == 6


@scenario
async def evening(exercise, tables, meals):
    restaurant = exercise.Restaurant(tables)
    return await asyncio.gather(*(restaurant.dine(meal) for meal in meals), return_exceptions=True)


@pytest.mark.points(1.5)
def test_guests_share_the_tables(lab):
    """No more guests eat at the same time than there are tables, and each table is free again after its guest."""
    meals = [
        job("Ada", takes=2, raises=ValueError("a fly in it")),
        job("Bo", takes=5, returns="fish"),
        job("Cleo", takes=1, raises=ValueError("too hot")),
        job("Dan", takes=4, returns="cake"),
        job("Eve", takes=1, returns="soup"),
    ]
    run = lab.play(evening, 2, meals)
    assert run.peak("Ada", "Bo", "Cleo", "Dan", "Eve") == 2
    assert [run.at(f"{guest} started") for guest in ("Ada", "Bo", "Cleo", "Dan", "Eve")] == [0, 0, 2, 3, 5]
    assert run.returned == [Error("ValueError", "a fly in it"), "fish", Error("ValueError", "too hot"), "cake", "soup"]


@scenario
async def in_a_hurry(exercise, regular, hasty, patient):
    restaurant = exercise.Restaurant(1)

    async def come(when, who, how, *meal_and_patience):
        await asyncio.sleep(when)
        note(who, await how(*meal_and_patience))
        note(f"{who} leaves")

    await asyncio.gather(
        come(0, "regular", restaurant.dine, regular),
        come(1, "hasty", restaurant.dine_if_soon, hasty, 2.5),
        come(2, "patient", restaurant.dine_if_soon, patient, 5.5),
    )


@pytest.mark.points(1)
def test_patience_ends_at_the_table(lab):
    """Who finds no table in time leaves without a meal; who has found one stays until the meal is over."""
    meals = job("regular", takes=5, returns="fish"), job("hasty", takes=1), job("patient", takes=7, returns="cake")
    run = lab.play(in_a_hurry, *meals)
    assert run.at("hasty leaves") == 3.5
    assert run.at("hasty started") is None
    assert run.at("patient started") == 5
    assert run.at("patient leaves") == 12
    assert [run.notes(who) for who in ("regular", "hasty", "patient")] == [["fish"], [None], ["cake"]]
