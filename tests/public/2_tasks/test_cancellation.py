"""cancellation: the checks that a learner may read."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import job, note, scenario


@pytest.mark.points(1)
def test_a_forecast_that_fails_gives_the_fallback(lab):
    """A forecast is what was asked for, or the fallback if that fails."""
    run = lab.call("forecast", job("ask", takes=2, returns="snow"), "no idea")
    assert run.returned == "snow"
    assert run.elapsed == 2
    run = lab.call("forecast", job("ask", takes=3, raises=OSError("no line")), "no idea")
    assert run.returned == "no idea"
    assert run.elapsed == 3
    run = lab.call("forecast", job("ask", takes=1, raises=ValueError("which day?")), "no idea")
    assert run.returned == "no idea"


@scenario
async def forecast_cancelled(exercise, ask):
    task = asyncio.create_task(exercise.forecast(ask, "no idea"))
    await asyncio.sleep(2.5)
    task.cancel()
    await asyncio.wait([task])
    note("forecast is cancelled" if task.cancelled() else "forecast has a result")


@pytest.mark.points(1)
def test_a_cancelled_forecast_has_no_fallback(lab):
    """A forecast that is cancelled ends as cancelled, and not with the fallback."""
    run = lab.play(forecast_cancelled, job("ask", takes=9, returns="snow"))
    assert run.at("forecast is cancelled") == 2.5
    assert run.at("ask cancelled") == 2.5


@scenario
async def visit_cut_short(exercise, moment, enter, look_around, leave):
    task = asyncio.create_task(exercise.visit(enter, look_around, leave))
    await asyncio.wait([task], timeout=moment)
    task.cancel()
    await asyncio.wait([task])
    if task.cancelled():
        note("visit is cancelled")
    elif task.exception():
        note(f"visit raises {type(task.exception()).__name__}")


@pytest.mark.points(1)
def test_a_visit_ends_when_the_visitor_has_left(lab):
    """A visitor enters, looks around, leaves, and tells what was seen."""
    jobs = job("enter", takes=1), job("look around", takes=3, returns="a Vermeer"), job("leave", takes=2)
    run = lab.call("visit", *jobs)
    assert run.times("leave started") == [4]
    assert run.elapsed == 6
    assert [run.at(f"{name} started") for name in ("enter", "look around", "leave")] == [0, 1, 4]
    assert run.returned == "a Vermeer"
    run = lab.play(visit_cut_short, 4.5, *jobs)
    assert run.times("leave started") == [4]


@pytest.mark.points(1.5)
@given(moment=st.sampled_from([0.5, 1.5, 2.5, 3.5, 4.5, 5.5, None]))
def test_who_has_entered_leaves_in_any_case(lab, moment):
    """If a visit fails, and whenever it is cancelled, who has entered leaves, and only then it ends like that."""
    look_around = job("look around", takes=4, raises=LookupError("closed"), cleanup=3)
    run = lab.play(visit_cut_short, moment, job("enter", takes=2), look_around, job("leave", takes=2))
    event = "visit raises LookupError" if moment is None else "visit is cancelled"
    if moment is not None and moment < 2:
        assert run.at("leave started") is None
        assert run.at(event) == moment
    else:
        looked = 6 if moment is None else moment + 3
        assert run.at("leave started") == looked
        assert run.at(event) == looked + 2
        assert run.times("leave finished") == [looked + 2]


@scenario
async def booking_cancelled(exercise, moment, bookings):
    task = asyncio.create_task(exercise.book(bookings))
    await asyncio.sleep(moment)
    task.cancel()
    await asyncio.wait([task])
    note("booking is cancelled" if task.cancelled() else "booking has a result")


@pytest.mark.points(1.5)
def test_a_cancelled_booking_is_given_back(lab):
    """A journey is booked step by step; one that is cancelled is given back, the last step first."""
    bookings = [
        (job("train", takes=2, returns="seat 7"), job("train back", takes=1)),
        (job("room", takes=1, returns="room 12"), job("room back", takes=1)),
        (job("opera", takes=3, returns="box 5"), job("opera back", takes=1)),
    ]
    run = lab.call("book", bookings)
    assert run.returned == ["seat 7", "room 12", "box 5"]
    assert [run.at(f"{name} started") for name in ("train", "room", "opera")] == [0, 2, 3]
    assert [run.at(f"{name} back started") for name in ("train", "room", "opera")] == [None, None, None]
    assert run.elapsed == 6
    run = lab.play(booking_cancelled, 4.5, bookings)
    assert run.at("opera cancelled") == 4.5
    assert [run.at(f"{name} back started") for name in ("train", "room", "opera")] == [5.5, 4.5, None]
    assert run.at("booking is cancelled") == 6.5


@scenario
async def called_off(exercise, plans):
    tasks = [asyncio.create_task(plan()) for plan in plans]
    await asyncio.sleep(2.5)
    stopped = await exercise.call_off(tasks)
    note("goes on")
    await asyncio.sleep(60)
    return stopped


@pytest.mark.points(2)
def test_goes_on_when_all_are_over(lab):
    """All tasks are stopped at once, put things in order at the same time, and are over before you go on."""
    plans = [
        job("picnic", takes=9, cleanup=3),
        job("tea", takes=1),
        job("walk", takes=9, cleanup=5),
        job("nap", takes=7),
    ]
    run = lab.play(called_off, plans)
    assert run.at("goes on") == 7.5
    assert [run.at(f"{plan} cancelled") for plan in ("picnic", "walk", "nap")] == [2.5, 2.5, 2.5]
    assert [run.at(f"{plan} cleaned up") for plan in ("picnic", "walk")] == [5.5, 7.5]
    assert run.returned == 3
