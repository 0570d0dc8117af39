"""queues: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_argument, by_call, job, note, scenario


@scenario
async def handed_out(exercise, read, handle, workers):
    async def noted(item):
        note("handled", item)
        await handle(item)

    await exercise.hand_out(read, noted, workers)


@pytest.mark.points(1.5)
@given(takes=st.lists(st.integers(1, 9), max_size=9), workers=st.integers(1, 4))
def test_no_worker_is_idle_while_an_item_waits(lab, takes, workers):
    """However many items and workers there are, and however long each item takes, whoever is free takes the next."""
    items = list(range(len(takes)))
    handle = job("handle", takes=by_argument(dict(zip(items, takes, strict=True))))
    run = lab.play(handed_out, job("read", returns=by_call(*items, None)), handle, workers)
    free_at = [0] * workers
    for each in takes:
        free_at.sort()
        free_at[0] += each
    assert run.peak("handle") == min(workers, len(items))
    assert run.notes("handled") == items
    assert run.elapsed == max(free_at)


async def a_minute_later():
    """Wait, and keep all tasks alive that were left behind, as a connection or a debugger does that refers to them."""
    tasks = asyncio.all_tasks()
    await asyncio.sleep(60)
    note("a minute later", len(tasks))


@scenario
async def copied(exercise, read, write, ahead):
    try:
        await exercise.copy(read, write, ahead)
    except* OSError:
        note("failed")
    await a_minute_later()


@scenario
async def stopped_copy(exercise, read, write, ahead):
    copying = asyncio.create_task(exercise.copy(read, write, ahead))
    await asyncio.sleep(12.5)
    copying.cancel()
    await asyncio.wait([copying])
    note("was cancelled", copying.cancelled())
    await a_minute_later()


@pytest.mark.points(1)
def test_a_copy_that_stops_leaves_nobody_behind(lab):
    """When a read or a write fails, or all is cancelled, the caller learns of it, and neither of the two goes on."""
    lines = by_call(*["line"] * 40, None)
    full = by_call(None, OSError("disk full"))
    run = lab.play(copied, job("read", takes=5, returns=lines), job("write", takes=3, raises=full), 9)
    assert run.at("failed") == 13
    assert run.leftovers == []
    assert run.times("read started") == [0, 5, 10]
    run = lab.play(copied, job("read", takes=1, returns=lines), job("write", takes=3, raises=full), 1)
    assert run.at("failed") == 7
    assert run.leftovers == []
    torn = by_call(None, None, OSError("torn tape"))
    run = lab.play(copied, job("read", takes=2, returns=lines, raises=torn), job("write", takes=1), 9)
    assert run.at("failed") == 6
    assert run.leftovers == []
    run = lab.play(stopped_copy, job("read", takes=5, returns=lines), job("write", takes=3), 9)
    assert run.notes("was cancelled") == [True]
    assert run.at("write cancelled") == 12.5
    assert run.at("read cancelled") == 12.5
    assert run.leftovers == []
    assert run.times("read started") == [0, 5, 10]


@pytest.mark.points(1)
def test_a_room_that_fails_keeps_nobody_waiting(lab):
    """Rooms whose look() fails have been found, too; the scouts go on, and it comes to an end."""
    doors = by_argument({"a": [*"bcd"], "b": [], "c": [], "d": [*"efg"], "e": [], "f": [], "g": []})
    fails = by_argument({**dict.fromkeys("adefg"), "b": OSError("locked"), "c": OSError("dark")})
    look = job("look", takes=2, returns=doors, raises=fails)
    run = lab.call("explore", "a", look, 1)
    assert run.returned == [*"abcdefg"]
    run = lab.call("explore", "a", look, 3)
    assert run.elapsed == 6
    assert run.returned == [*"abcdefg"]
    run = lab.call("explore", "b", look, 3)
    assert run.returned == ["b"]


@scenario
async def explored(exercise, entrance, look, scouts):
    async def noted(room):
        note("looked at", room)
        return await look(room)

    return await exercise.explore(entrance, noted, scouts)


@pytest.mark.points(1)
def test_rooms_are_found_whoever_is_slow(lab):
    """However long each look takes, every room is looked at once, by no more scouts at a time than there are."""
    doors = {"a": [*"bcd"], "b": [*"efga"], "c": [*"hij"], "d": [*"hklm"]}
    doors |= {"e": [*"nf"], "g": [*"n"], "h": [*"cd"], "k": [*"on"], "m": [*"od"]}
    look = job("look", takes=1, returns=by_argument(doors | {room: [] for room in "fijlno"}))
    for run in lab.explore(explored, "a", look, 3):
        assert sorted(run.notes("looked at")) == [*"abcdefghijklmno"]
        assert run.peak("look") <= 3
        assert run.returned == [*"abcdefghijklmno"]


@scenario
async def explored_and_after(exercise, look, limit):
    exploration = asyncio.create_task(exercise.explore("a", look, 2))
    await asyncio.wait([exploration], timeout=limit)
    exploration.cancel()
    await asyncio.wait([exploration])
    note("over")
    note("was cancelled", exploration.cancelled())
    await a_minute_later()


@pytest.mark.points(1)
def test_all_scouts_go_home(lab):
    """When the last room has been looked at, or the exploration is cancelled, no scout is left, and none looks on."""
    doors = by_argument({"a": [*"bcd"], "b": ["e"], "c": ["e"], "d": ["e"], "e": []})
    look = job("look", takes=2, returns=doors, cleanup=1)
    run = lab.play(explored_and_after, look, 9.5)
    assert run.at("over") == 6
    assert run.leftovers == []
    run = lab.play(explored_and_after, look, 3.5)
    home = max(span.cleaned or 3.5 for span in run.spans("look"))  # a second cancel() cuts the cleaning up short
    assert run.at("over") == home
    assert run.notes("was cancelled") == [True]
    assert run.leftovers == []
    assert run.times("look cancelled") == [3.5, 3.5]
