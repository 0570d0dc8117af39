"""events: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_argument, job, note, scenario


@pytest.mark.points(1)
@given(people=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 20), min_size=1), shot=st.integers(0, 20))
def test_nobody_starts_too_early_or_too_late(lab, people, shot):
    """However long everybody takes to prepare, and whenever the shot falls, each starts when both have happened."""
    names = list(people)
    run = job("run", takes=3, returns=by_argument({name: f"{name} arrived" for name in names}))
    race = lab.call("race", names, job("prepare", takes=by_argument(people)), run, job("gun", takes=shot))
    assert race.times("run started") == sorted(max(shot, ready) for ready in people.values())
    assert race.returned == [f"{name} arrived" for name in names]


@scenario
async def traffic(exercise, keep, come, drive, cars):
    bridge, is_down = exercise.Bridge("Short Bridge"), False

    def lower():
        nonlocal is_down
        is_down = True
        bridge.lower()

    def lift():
        nonlocal is_down
        is_down = False
        bridge.lift()

    def noted_drive():
        note("drives onto a bridge that is", "lowered" if is_down else "lifted")
        return drive()

    async def car():
        for _ in range(2):
            await come()
            await bridge.cross(noted_drive)

    async def keeper():
        for soon in range(3):
            await keep()
            lift()
            lower()
            for _ in range(soon):
                await asyncio.sleep(0)  # those who wait may notice, and drive or be too late
            lift()
            await keep()
            lower()
            await keep()
            lift()
        await keep()
        lower()

    await asyncio.gather(keeper(), *(car() for _ in range(cars)))


@pytest.mark.points(1)
def test_nobody_drives_onto_a_lifted_bridge(lab):
    """Whenever cars come and the bridge moves, even twice in one moment, all drive, and only while it is lowered."""
    for run in lab.explore(traffic, job("keep", takes=2), job("come", takes=1), job("drive", takes=2), 4):
        assert run.notes("drives onto a bridge that is") == ["lowered"] * 8


@scenario
async def two_bridges(exercise, left, right):
    west, east = exercise.Bridge("West Bridge"), exercise.Bridge("East Bridge")
    cars = asyncio.gather(west.cross(left), east.cross(right))
    await asyncio.sleep(2)
    west.lower()
    await asyncio.sleep(5)
    east.lower()
    west.lift()
    await cars


@pytest.mark.points(0.5)
def test_every_bridge_is_lowered_for_itself(lab):
    """When one bridge is lowered or lifted, that says nothing about another one."""
    run = lab.play(two_bridges, job("left", takes=1), job("right", takes=1))
    assert run.at("left started") == 2
    assert run.at("right started") == 7


@scenario
async def one_turns_back(exercise, names, drives):
    bridge = exercise.Bridge("Long Bridge")
    cars = [asyncio.create_task(bridge.cross(drive)) for drive in drives]
    await asyncio.sleep(3.5)
    cars[1].cancel()
    await asyncio.sleep(3)
    bridge.lower()
    await asyncio.wait(cars)
    note("turned back", [name for name, car in zip(names, cars, strict=True) if car.cancelled()])


@pytest.mark.points(0.5)
def test_one_who_turns_back_holds_up_nobody(lab):
    """A car that gives up waiting never drives, and the others drive as if it had not been there."""
    names = ["first", "second", "third"]
    run = lab.play(one_turns_back, names, [job(name, takes=2) for name in names])
    assert run.at("first started") == 6.5
    assert run.at("third started") == 6.5
    assert run.at("second started") is None
    assert run.notes("turned back") == [["second"]]
