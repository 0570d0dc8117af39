"""rate_limits: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import job, note, scenario


@scenario
async def drawn(exercise, gardeners, capacity, rate):
    async def gardener(number, litres):
        await barrel.draw(litres)
        note(f"{number} has drawn")

    barrel = exercise.Barrel(capacity, rate)
    tasks = []
    for number, (pause, litres) in enumerate(gardeners):
        await asyncio.sleep(pause)
        tasks.append(asyncio.create_task(gardener(number, litres)))
    await asyncio.gather(*tasks)


@pytest.mark.points(2)
@given(
    gardeners=st.lists(st.tuples(st.sampled_from([0, 0, 1, 3, 25]), st.integers(1, 4)), min_size=3, max_size=5),
    rate=st.sampled_from([0.25, 0.5, 2]),
)
def test_first_come_first_served(lab, gardeners, rate):
    """Whoever comes when, and needs how much: each draws when it is there, and nobody overtakes or starves."""
    run = lab.play(drawn, gardeners, capacity=4, rate=rate)
    times, litres, measured, came = [], 4, 0, 0
    for pause, wanted in gardeners:
        came += pause
        now = max(came, measured)
        litres = min(4, litres + rate * (now - measured))
        wait = max(0, wanted - litres) / rate
        litres += rate * wait - wanted
        measured = now + wait
        times.append(measured)
    assert [run.at(f"{number} has drawn") for number in range(len(gardeners))] == times


@scenario
async def called_away(exercise, rate, last, nap):
    async def gardener(name, litres):
        await barrel.draw(litres)
        note(f"{name} has drawn")

    barrel = exercise.Barrel(4, rate)
    await barrel.draw(4)
    tasks = [asyncio.create_task(gardener(*each)) for each in (("first", 3), ("second", 3), ("third", last))]
    tasks.append(asyncio.create_task(nap()))
    await asyncio.sleep(2.5 / rate)
    tasks[0].cancel()
    tasks[1].cancel()
    await asyncio.wait(tasks)


@scenario
async def watering_stopped(exercise, moment, beds, capacity, rate):
    task = asyncio.create_task(exercise.water(beds, capacity, rate))
    await asyncio.sleep(moment)
    task.cancel()
    await asyncio.wait([task])
    note("watering is cancelled" if task.cancelled() else "watering goes on")
    await asyncio.sleep(60)


@pytest.mark.points(2)
def test_who_is_called_away_draws_nothing(lab):
    """Who is cancelled draws nothing and those behind move up, without asking again and again; or all of it ends."""
    run = lab.play(called_away, rate=0.5, last=2, nap=job("nap", takes=9))
    assert run.at("first has drawn") is None
    assert run.at("third has drawn") == 5
    run = lab.play(called_away, rate=2**-14, last=3, nap=job("nap", takes=60_000))
    assert run.at("third has drawn") == 3 * 2**14
    beds = [("north", 4, job("beans", takes=9)), ("north", 1, job("leeks", takes=9)), ("north", 4, job("peas"))]
    run = lab.play(watering_stopped, 5.5, beds, capacity=4, rate=0.5)
    assert run.at("watering is cancelled") == 5.5
    assert [run.at(f"{name} cancelled") for name in ("beans", "leeks")] == [5.5, 5.5]
    assert run.at("peas started") is None


@scenario
async def too_much(exercise):
    barrel = exercise.Barrel(4, 0.5)
    await barrel.draw(3)
    waiting = asyncio.create_task(barrel.draw(2))
    await asyncio.sleep(0.5)
    try:
        await barrel.draw(5)
    except ValueError:
        note("refused with ValueError")
    await waiting
    note("waited")


@pytest.mark.points(1)
def test_refuses_what_will_never_be_there(lab):
    """More than the barrel holds is a ValueError at once, also while others wait, and changes nothing for them."""
    run = lab.play(too_much)
    assert run.at("refused with ValueError") == 0.5
    assert run.at("waited") == 2


@scenario
async def come_and_draw(exercise, walks):
    async def gardener(walk):
        await walk()
        number = next(numbers)
        await barrel.draw(1 + number % 3)
        note("number", number)

    numbers = iter(range(len(walks)))
    barrel = exercise.Barrel(3, 0.5)
    await asyncio.gather(*(gardener(walk) for walk in walks))


@pytest.mark.points(1)
def test_none_overtakes_another(lab):
    """Whoever comes first draws first, also if everybody comes at another time than expected."""
    walks = [job(name, takes=takes) for name, takes in (("A", 1), ("B", 2), ("C", 2), ("D", 3), ("E", 1))]
    for run in lab.explore(come_and_draw, walks):
        assert run.notes("number") == [0, 1, 2, 3, 4]
