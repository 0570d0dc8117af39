"""errors: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import Error, job, note, scenario


@pytest.mark.points(1.5)
def test_every_station_is_reported(lab):
    """All stations are read at the same time, and each is found among the readings or among the failures."""
    stations = {
        "valley": job("valley", takes=4, returns=12),
        "hill": job("hill", takes=1, raises=OSError("frozen")),
        "lake": job("lake", takes=3, returns=7),
    }
    run = lab.call("read_all", stations)
    assert run.overlap("valley", "lake") == 3
    assert run.elapsed == 4
    assert run.returned == ({"valley": 12, "lake": 7}, {"hill": Error("OSError", "frozen")})


@pytest.mark.points(1.5)
def test_a_map_of_all_stations_or_an_error(lab):
    """A map has the readings of all stations; when one fails, you get its error instead."""
    run = lab.call("draw_map", {"hill": job("hill", takes=2, returns=3), "lake": job("lake", takes=5, returns=7)})
    assert run.returned == {"hill": 3, "lake": 7}
    assert run.elapsed == 5
    run = lab.call(
        "draw_map", {"lake": job("lake", takes=5, returns=7), "hill": job("hill", takes=2, raises=OSError("frozen"))}
    )
    assert run.raised == ("OSError", "frozen")


@scenario
async def map_drawn(exercise, stations):
    try:
        await exercise.draw_map(stations)
    except OSError:
        note("you get the error")
    await asyncio.sleep(60)


@pytest.mark.points(1.5)
def test_a_failure_stops_the_other_readings(lab):
    """As soon as one station fails, the readings under way are stopped; you get the error when they have cleaned up."""
    stations = {
        "valley": job("valley", takes=9, returns=12, cleanup=3),
        "hill": job("hill", takes=2, raises=OSError("frozen")),
        "cave": job("cave", takes=1, returns=8),
        "lake": job("lake", takes=6, returns=7, cleanup=1),
    }
    run = lab.play(map_drawn, stations)
    assert run.at("valley cancelled") == 2
    assert run.at("lake cancelled") == 2
    assert run.at("you get the error") == 5


@scenario
async def watched(exercise, reads):
    failures: list[str] = []
    tasks = [exercise.watch(read, failures) for read in reads]
    note("goes on")
    await asyncio.sleep(1.5)
    note("failures after 1.5 s", failures)
    await asyncio.sleep(1)
    note("failures after 2.5 s", failures)
    return [await task for task in tasks]


@scenario
async def never_awaited(exercise, read):
    task = exercise.watch(read, [])
    await asyncio.sleep(60)
    return task.done()


@pytest.mark.points(1.5)
def test_a_failure_in_the_background_is_noted(lab):
    """A station is read in the background; if it fails, that is noted when it happens, also if nobody awaits it."""
    run = lab.play(never_awaited, job("hill", takes=2, raises=OSError("frozen")))
    assert run.warnings == []
    reads = [job("valley", takes=5, returns=12), job("hill", takes=2, raises=ValueError("no number"))]
    run = lab.play(watched, reads)
    assert run.at("goes on") == 0
    assert run.notes("failures after 1.5 s") == [[]]
    assert run.notes("failures after 2.5 s") == [[Error("ValueError", "no number")]]
    assert run.returned == [12, None]
