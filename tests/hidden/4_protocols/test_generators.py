"""generators: the checks that make sure."""

import asyncio
from contextlib import aclosing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_call, job, note, scenario


@scenario
async def cut_short(exercise, moment, connect, read, disconnect):
    async def consume():
        async with aclosing(exercise.measure(connect, read, disconnect, 4)) as readings:
            async for _ in readings:
                await asyncio.sleep(3)

    task = asyncio.create_task(consume())
    await asyncio.wait([task], timeout=moment)
    task.cancel()
    await asyncio.wait([task])
    if task.cancelled():
        note("is cancelled")
    elif task.exception():
        note("raises OSError", str(task.exception()))


@pytest.mark.points(1.5)
@given(moment=st.sampled_from([0.5, 3.5, 5.5, 9.5, 12.5, None]))
def test_a_sensor_is_disconnected_if_it_was_connected(lab, moment):
    """Whenever reading is cancelled or fails, a sensor that has been connected is disconnected, and no other one."""
    read = job("read", takes=2, returns=3, raises=by_call(None, OSError("too cold")))
    jobs = read, job("disconnect", takes=3)
    run = lab.play(cut_short, moment, job("connect", takes=2), *jobs)
    end = 13 if moment is None else moment
    event = "raises OSError" if moment is None else "is cancelled"
    if end < 2:
        assert run.at("disconnect started") is None
        assert run.at(event) == end
    else:
        assert run.at("disconnect started") == end
        assert run.at(event) == end + 3
        assert run.times("disconnect finished") == [end + 3]
    run = lab.play(cut_short, None, job("connect", takes=2, raises=OSError("no cable")), *jobs)
    assert run.at("raises OSError") == 2
    assert run.at("disconnect started") is None


async def source(read, disconnect):
    """Give the readings of a sensor."""
    try:
        while (reading := await read()) is not None:
            yield reading
    finally:
        await disconnect()


@scenario
async def changes_closed(exercise, read, disconnect):
    changes = exercise.changes(source(read, disconnect))
    note("change", await anext(changes))
    note("change", await anext(changes))
    await changes.aclose()
    note("closed")
    await asyncio.sleep(60)


@scenario
async def changes_end(exercise, read, disconnect):
    try:
        async with aclosing(exercise.changes(source(read, disconnect))) as changes:
            async for reading in changes:
                note("change", reading)
    except OSError:
        note("raises OSError")
    note("over")


@pytest.mark.points(1.5)
def test_who_is_closed_closes_what_it_reads_from(lab):
    """Changes that are closed early close the readings first, and changes of readings that fail, fail with them."""
    disconnect = job("disconnect", takes=3)
    run = lab.play(changes_closed, job("read", takes=2, returns=by_call(5, 5, 6, 7)), disconnect)
    assert run.at("disconnect started") == 6
    assert run.at("closed") == 9
    assert run.notes("change") == [5, 6]
    read = job("read", takes=2, returns=5, raises=by_call(None, None, OSError("too cold")))
    run = lab.play(changes_end, read, disconnect)
    assert run.at("raises OSError") == 9
    assert run.notes("change") == [5]


@scenario
async def found_in_changes(exercise, connect, read, disconnect, limit):
    found = await exercise.first_above(exercise.changes(exercise.measure(connect, read, disconnect, 1)), limit)
    note("goes on")
    await asyncio.sleep(60)
    return found


@pytest.mark.points(1)
@given(readings=st.lists(st.integers(0, 4), max_size=6), limit=st.integers(0, 4))
def test_any_readings_go_through_in_time(lab, readings, limit):
    """Whatever is read and looked for, it is found among the changes at its time, and all is cleaned up by then."""
    read = job("read", takes=2, returns=by_call(*readings, None))
    run = lab.play(found_in_changes, job("connect", takes=1), read, job("disconnect", takes=4), limit)
    place = next((place for place, reading in enumerate(readings) if reading > limit), len(readings))
    end = 1 + 2 * (place + 1) + place
    assert run.times("disconnect started") == [end]
    assert run.at("goes on") == end + 4
    assert run.returned == next((reading for reading in readings if reading > limit), None)


@scenario
async def recorded(exercise, stations):
    async def source(read):
        try:
            while (reading := await read()) is not None:
                yield reading
        finally:
            await asyncio.sleep(0)

    return await exercise.record([source(read) for read in stations])


@pytest.mark.points(1)
def test_stations_are_kept_apart_whoever_is_quick(lab):
    """However long each reading takes, each station's readings come in their place and in order, and all are over."""
    names = {"hill": (4, 5, 4), "lake": (), "wood": (6, 4), "dam": (1,)}
    stations = [job(name, takes=2, returns=by_call(*readings, None)) for name, readings in names.items()]
    for run in lab.explore(recorded, stations):
        assert run.warnings == []
        assert run.leftovers == []
        assert run.returned == [[4, 5, 4], [], [6, 4], [1]]
    run = lab.call("record", [])
    assert run.returned == []
