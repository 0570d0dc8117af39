"""conditions: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import job, note, scenario


@scenario
async def trade(exercise, bake, eat):
    """Let two bakers put nine numbered loaves each, and three customers take one, two or three at a time."""
    shelf = exercise.Shelf(3)

    async def baker(name):
        for number in range(9):
            await bake()
            await shelf.put([name, number])

    async def customer(count):
        for _ in range(3):
            for each in await shelf.take(count):
                note("taken", each)
            note("at a time", count)
            await eat()

    await asyncio.gather(*(baker(name) for name in ("A", "B")), *map(customer, (3, 1, 2)))


@pytest.mark.points(1.5)
def test_every_item_is_taken_once(lab):
    """Whoever is slow, all items are taken, each once, and nobody waits for ever."""
    items = [[name, number] for name in ("A", "B") for number in range(9)]
    for run in lab.explore(trade, job("bake", takes=1), job("eat", takes=1)):
        assert sorted(run.notes("taken")) == items
        assert sorted(run.notes("at a time")) == [1, 1, 1, 2, 2, 2, 3, 3, 3]


@scenario
async def crowd(exercise, people, arrivals):
    meeting = exercise.Meeting(people)

    async def walker(arrival):
        await asyncio.sleep(arrival)
        number = await meeting.arrive()
        note("goes on", f"round {number}")

    await asyncio.gather(*map(walker, arrivals))


@pytest.mark.points(1.5)
@given(people=st.integers(1, 4), rounds=st.integers(1, 4), data=st.data())
def test_each_round_is_over_when_it_is_complete(lab, people, rounds, data):
    """However many come, and when, every so many of them make a round, and go on at once with its number."""
    walkers = people * rounds
    arrivals = data.draw(st.lists(st.integers(0, 2), min_size=walkers, max_size=walkers), label="arrivals")
    run = lab.play(crowd, people, arrivals)
    last_ones = sorted(arrivals)[people - 1 :: people]
    assert run.times("goes on") == [last for last in last_ones for _ in range(people)]
    assert sorted(run.notes("goes on")) == [f"round {number}" for number in range(rounds) for _ in range(people)]


async def wake_for_no_reason(thing):
    """Call everybody out of the waiting rooms of *thing*. asyncio's documentation says that this may happen."""
    for condition in list(vars(thing).values()):
        if isinstance(condition, asyncio.Condition) and not condition.locked():
            async with condition:
                condition.notify_all()


@scenario
async def woken(exercise):
    shelf, meeting = exercise.Shelf(2), exercise.Meeting(3)

    async def take():
        note("taken", await shelf.take(2))

    async def put(item):
        await shelf.put(item)
        note(f"{item} is on the shelf")

    async def arrive():
        note("round", await meeting.arrive())
        note("goes on")

    tasks = [asyncio.create_task(call) for call in (take(), arrive(), arrive())]
    for item in (None, "a", "b", "c", "d", "e"):
        await asyncio.sleep(1)
        if item:
            tasks.append(asyncio.create_task(put(item)))
            await asyncio.sleep(1)
        await wake_for_no_reason(shelf)
        await wake_for_no_reason(meeting)
    await asyncio.sleep(1)
    tasks.append(asyncio.create_task(arrive()))
    await asyncio.sleep(1)
    await shelf.take(2)
    await asyncio.gather(*tasks)


@pytest.mark.points(1.5)
def test_a_call_for_no_reason_lets_nobody_through(lab):
    """Who is called out of the waiting room for no reason goes back: nothing is there that was not there before."""
    run = lab.play(woken)
    assert run.notes("taken") == [["a", "b"]]
    assert run.times("goes on") == [12, 12, 12]
    assert run.notes("round") == [0, 0, 0]
    assert run.at("d is on the shelf") == 8
    assert run.at("e is on the shelf") == 13


@scenario
async def given_up(exercise, late):
    shelf, full, meeting = exercise.Shelf(3), exercise.Shelf(1), exercise.Meeting(2)
    await full.put("wheat")

    async def arrive(after):
        await asyncio.sleep(after)
        note("round", await meeting.arrive())
        note("goes on")

    async def arrive_and_stop(other):
        await meeting.arrive()
        other.cancel()  # the round is over, but perhaps that one has not gone on yet

    tasks = [asyncio.create_task(each) for each in (shelf.take(2), full.put("bran"), meeting.arrive())]
    await shelf.put("rye")
    await asyncio.sleep(1.5)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    note("given up", [task.cancelled() for task in tasks])
    _, alone = await asyncio.wait([asyncio.create_task(arrive(after)) for after in (1, late)], timeout=30)
    for task in alone:
        task.cancel()
    hasty = asyncio.create_task(meeting.arrive())
    await asyncio.sleep(1)
    await asyncio.wait([hasty, asyncio.create_task(arrive_and_stop(hasty))], timeout=30)
    _, alone = await asyncio.wait([asyncio.create_task(meeting.arrive()) for _ in range(2)], timeout=30)
    if not alone:
        note("the next round is over")
    for task in alone:
        task.cancel()
    await asyncio.sleep(1)
    await shelf.put("oat")
    note("taken", await shelf.take(2))
    note("was full", await full.take(1))
    await full.put("spelt")
    note("was full", await full.take(1))


@pytest.mark.points(1.5)
def test_who_gives_up_leaves_no_trace(lab):
    """Who is cancelled while waiting has put and taken nothing, and does not count as arrived."""
    run = lab.play(given_up, 5)
    assert run.notes("given up") == [[True, True, True]]
    assert run.times("goes on") == [6.5, 6.5]
    assert run.notes("round") == [0, 0]
    assert run.at("the next round is over") == 7.5
    assert run.notes("taken") == [["rye", "oat"]]
    assert run.notes("was full") == [["wheat"], ["spelt"]]
