"""generators: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import by_call, job, note, scenario


@scenario
async def measured(exercise, jobs, pause, look):
    async for reading in exercise.measure(*jobs, pause):
        note("reading", reading)
        await look()


@pytest.mark.points(2)
def test_each_reading_comes_when_it_is_asked_for(lab):
    """The first reading is read at once, a later one *pause* seconds after it is asked for, and none is held back."""
    read = job("read", takes=by_call(1, 3, 1), returns=by_call(20, 0, None))
    jobs = job("connect", takes=2), read, job("disconnect", takes=1)
    run = lab.play(measured, jobs, pause=4, look=job("look", takes=5))
    assert run.times("read started") == [2, 12, 24]
    assert run.times("reading") == [3, 15]
    assert run.notes("reading") == [20, 0]
    assert run.at("disconnect started") == 25
    assert run.elapsed == 26


@scenario
async def failing(exercise, connect, read, disconnect, pause):
    try:
        async for _ in exercise.measure(connect, read, disconnect, pause):
            pass
    except OSError:
        note("raises OSError")


@scenario
async def closed_early(exercise, connect, read, disconnect, pause):
    readings = exercise.measure(connect, read, disconnect, pause)
    for _ in range(2):
        note("reading", await anext(readings))
    await asyncio.sleep(3)
    await readings.aclose()
    note("closed")


@pytest.mark.points(1.5)
def test_no_sensor_stays_connected(lab):
    """When reading fails, or somebody closes the readings early, the sensor is disconnected before they go on."""
    connect, disconnect = job("connect", takes=2), job("disconnect", takes=2)
    read = job("read", takes=1, returns=21, raises=by_call(None, OSError("too cold")))
    run = lab.play(failing, connect, read, disconnect, pause=4)
    assert run.at("disconnect started") == 8
    assert run.times("disconnect started") == [8]
    assert run.at("raises OSError") == 10
    read = job("read", takes=1, returns=by_call(21, 22, None))
    run = lab.play(closed_early, connect, read, disconnect, pause=4)
    assert run.at("disconnect finished") == 13
    assert run.at("closed") == 13
    assert run.times("disconnect started") == [11]
    assert run.notes("reading") == [21, 22]


@scenario
async def changes_seen(exercise, read, look):
    async def source():
        while (reading := await read()) is not None:
            yield float(reading)  # a new number each time, as sensors give it

    async for reading in exercise.changes(source()):
        note("change", reading)
        await look()


@pytest.mark.points(1.5)
def test_changes_are_passed_on_at_once(lab):
    """The first reading, and each that differs from the one before it, is given as soon as it is there."""
    read = job("read", takes=2, returns=by_call(0, 0, 8.5, 8.5, 0, 5, None))
    run = lab.play(changes_seen, read, job("look", takes=10))
    assert run.notes("change") == [0, 8.5, 0, 5]
    assert run.times("change") == [2, 16, 30, 42]
    assert run.elapsed == 54


@scenario
async def looked_for(exercise, read, disconnect, limit):
    async def source():
        try:
            while (reading := await read()) is not None:
                yield reading
        finally:
            await disconnect()

    found = await exercise.first_above(source(), limit)
    note("goes on")
    await asyncio.sleep(60)
    return found


@pytest.mark.points(2)
def test_goes_on_when_all_is_cleaned_up(lab):
    """When the reading looked for has been found, no other one is read, and you go on when the readings are closed."""
    read, disconnect = job("read", takes=2, returns=by_call(7, 9, 12, 15, None)), job("disconnect", takes=3)
    run = lab.play(looked_for, read, disconnect, 9)
    assert run.times("read started") == [0, 2, 4]
    assert run.at("disconnect started") == 6
    assert run.at("goes on") == 9
    assert run.returned == 12
    run = lab.play(looked_for, read, disconnect, 15)
    assert run.at("goes on") == 13
    assert run.returned is None


@scenario
async def recorded(exercise, stations):
    async def source(read):
        while (reading := await read()) is not None:
            yield reading

    return await exercise.record([source(read) for read in stations])


@pytest.mark.points(1)
def test_stations_are_read_at_the_same_time(lab):
    """All stations are read at the same time, and the readings of each are kept apart."""
    stations = [
        job("hill", takes=2, returns=by_call(4, 5, 4, None)),
        job("lake", takes=3, returns=by_call(None)),
        job("wood", takes=3, returns=by_call(6, 4, None)),
    ]
    run = lab.play(recorded, stations)
    assert run.overlap("hill", "wood") == 8
    assert run.elapsed == 9
    assert run.returned == [[4, 5, 4], [], [6, 4]]
