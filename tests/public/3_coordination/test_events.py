"""events: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import by_argument, by_call, job, note, scenario


@pytest.mark.points(1)
def test_all_start_at_the_shot(lab):
    """Who is ready before the shot starts to run when it falls, all at the same time."""
    prepare = job("prepare", takes=by_argument({"Kim": 2, "Lou": 5, "Max": 1}))
    run = job(
        "run", takes=by_argument({"Kim": 9, "Lou": 4, "Max": 6}), returns=by_argument({"Kim": 3, "Lou": 1, "Max": 2})
    )
    race = lab.call("race", ["Kim", "Lou", "Max"], prepare, run, job("gun", takes=7))
    assert race.times("prepare started") == [0, 0, 0]
    assert race.at("gun started") == 0
    assert race.times("run started") == [7, 7, 7]
    assert race.returned == [3, 1, 2]
    assert race.elapsed == 16


@pytest.mark.points(0.5)
def test_late_comers_start_when_they_are_ready(lab):
    """Who is not ready when the shot falls starts as soon as possible, and nobody waits for that."""
    prepare = job("prepare", takes=by_argument({"Kim": 12, "Lou": 3, "Max": 6}))
    race = lab.call("race", ["Kim", "Lou", "Max"], prepare, job("run", takes=2, returns="done"), job("gun", takes=4))
    assert race.times("run started") == [4, 6, 12]
    assert race.returned == ["done", "done", "done"]


@scenario
async def queue_of_cars(exercise, ship, drive):
    bridge = exercise.Bridge("Long Bridge")

    async def car(arrival):
        await asyncio.sleep(arrival)
        return await bridge.cross(drive)

    async def keeper():
        await ship()
        bridge.lower()

    *crossed, _ = await asyncio.gather(*(car(arrival) for arrival in (0, 1, 3, 6)), keeper())
    return crossed


@pytest.mark.points(1.5)
def test_cars_wait_until_the_bridge_is_lowered(lab):
    """Cars wait at a lifted bridge and all drive when it is lowered; who comes later does not wait."""
    run = lab.play(queue_of_cars, job("ship", takes=4), job("drive", takes=30, returns=by_call("a", "b", "c", "d")))
    assert run.times("drive started") == [4, 4, 4, 6]
    assert sorted(run.returned) == ["a", "b", "c", "d"]
    assert run.elapsed == 36


@scenario
async def ships_pass(exercise, drive):
    bridge = exercise.Bridge("Long Bridge")

    async def car(arrival):
        await asyncio.sleep(arrival)
        await bridge.cross(drive)

    async def keeper():
        bridge.lower()
        await asyncio.sleep(3)
        bridge.lift()
        await asyncio.sleep(8)
        bridge.lower()

    await asyncio.gather(*(car(arrival) for arrival in (1, 2, 5, 7)), keeper())


@pytest.mark.points(1)
def test_a_lifted_bridge_stops_the_cars_that_come(lab):
    """When the bridge is lifted again, those who are on it drive on, and those who come wait until it is lowered."""
    run = lab.play(ships_pass, job("drive", takes=4))
    assert run.times("drive started") == [1, 2, 11, 11]
    assert run.times("drive finished") == [5, 6, 15, 15]


@scenario
async def hours_of_waiting(exercise, ships, drive):
    bridge = exercise.Bridge("Long Bridge")
    cars = asyncio.gather(*(bridge.cross(drive) for _ in range(3)))
    await ships()
    bridge.lower()
    await cars
    note("crossed")


@pytest.mark.points(1)
def test_waiting_is_no_work(lab):
    """However long the shot or the bridge takes, nobody looks again and again whether it is time."""
    race = lab.call("race", ["Kim", "Lou"], job("prepare", takes=1), job("run", takes=2), job("gun", takes=40_001))
    assert race.times("run started") == [40_001, 40_001]
    run = lab.play(hours_of_waiting, job("ships", takes=40_001), job("drive", takes=2))
    assert run.at("crossed") == 40_003
