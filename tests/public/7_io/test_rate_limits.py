"""rate_limits: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import job, note, scenario


@scenario
async def drawn(exercise, gardeners, capacity, rate, begin=0):
    async def gardener(litres):
        await barrel.draw(litres)
        note("drawn")

    barrel = exercise.Barrel(capacity, rate)
    await asyncio.sleep(begin)
    await asyncio.gather(*(gardener(litres) for litres in gardeners))


@pytest.mark.points(2)
def test_a_full_barrel_gives_at_once_and_then_at_its_rate(lab):
    """What is there is drawn at once, and after that each gets the water as soon as enough has run in."""
    run = lab.play(drawn, gardeners=[1, 1, 1, 1, 2], capacity=3, rate=0.5)
    assert run.times("drawn") == [0, 0, 0, 2, 6]
    assert run.blocked == []


@pytest.mark.points(1.5)
def test_a_full_barrel_flows_over(lab):
    """However long nobody draws, there is never more in the barrel than it holds."""
    run = lab.play(drawn, gardeners=[2, 2, 2, 2], capacity=4, rate=2, begin=100.25)
    assert run.times("drawn") == [100.25, 100.25, 101.25, 102.25]


@scenario
async def drawn_now(exercise):
    async def gardener(litres):
        await barrel.draw(litres)
        note("has waited")

    barrel = exercise.Barrel(capacity=5, rate=1)
    for litres in (3, 3, 2, 1):
        note("drawn now", barrel.draw_now(litres))
    await asyncio.sleep(2.5)
    for litres in (3, 2):
        note("drawn after 2.5 s", barrel.draw_now(litres))
    waiting = asyncio.create_task(gardener(4))
    await asyncio.sleep(2)
    note("drawn while another one waits", barrel.draw_now(1))
    await waiting
    await asyncio.sleep(2.5)
    for litres in (3, 2):
        note("drawn later", barrel.draw_now(litres))


@pytest.mark.points(2)
def test_draws_now_or_not_at_all(lab):
    """Who draws now gets all of it or nothing, and does not push in front of somebody who waits."""
    run = lab.play(drawn_now)
    assert run.notes("drawn now") == [True, False, True, False]
    assert run.notes("drawn after 2.5 s") == [False, True]
    assert run.notes("drawn while another one waits") == [False]
    assert run.at("has waited") == 6
    assert run.notes("drawn later") == [False, True]


@scenario
async def water(exercise, beds, capacity, rate):
    return await exercise.water(beds, capacity, rate)


@pytest.mark.points(3.5)
def test_barrels_do_not_wait_for_each_other(lab):
    """At each barrel, the beds have their turn when the water is there, while others pour, or wait at other barrels."""
    beds = [
        ("north", 4, job("beans", takes=10, returns="wet beans")),
        ("north", 3, job("leeks", takes=1, returns="wet leeks")),
        ("south", 2, job("roses", takes=5, returns="wet roses")),
        ("north", 1, job("herbs", takes=1, returns="wet herbs")),
        ("south", 3, job("tulips", takes=1, returns="wet tulips")),
    ]
    run = lab.play(water, beds, capacity=4, rate=0.5)
    names = ("beans", "leeks", "roses", "herbs", "tulips")
    assert [run.at(f"{name} started") for name in names] == [0, 6, 0, 8, 2]
    assert run.elapsed == 10
    assert run.returned == ["wet beans", "wet leeks", "wet roses", "wet herbs", "wet tulips"]
