"""cancellation: the checks that make sure."""

import asyncio
from itertools import accumulate

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.judge import by_call, job, note, scenario


@scenario
async def booking(exercise, bookings, moment):
    task = asyncio.create_task(exercise.book(bookings))
    await asyncio.wait([task], timeout=moment)
    task.cancel()
    await asyncio.wait([task])
    if task.cancelled():
        note("booking is cancelled")
    elif task.exception():
        note("booking fails", str(task.exception()))
    else:
        note("booking succeeds", task.result())


@pytest.mark.points(2.5)
@given(
    durations=st.lists(st.integers(1, 9), min_size=1, max_size=5),
    fails=st.booleans(),
    moment=st.integers(0, 30).map(lambda whole: whole + 0.5),
)
def test_any_booking_is_all_or_nothing(lab, durations, fails, moment):
    """However long a journey is, and whenever it fails or is cancelled, all of it is booked, or all is given back."""
    names = [f"step-{number}" for number in range(len(durations))]
    errors = [None] * (len(names) - 1) + [OSError("sold out") if fails else None]
    bookings = [
        (job(name, takes=takes, returns=name, raises=error), job(f"{name} back", takes=1))
        for name, takes, error in zip(names, durations, errors, strict=True)
    ]
    ends = list(accumulate(durations))
    assume(not fails or not ends[-1] < moment < ends[-1] + len(names))  # nobody cancels while things are given back
    stop = min(moment, ends[-1])
    run = lab.play(booking, bookings, moment)
    count = sum(end < stop for end in ends) if fails or stop == moment else 0
    given_back = [stop + place for place in reversed(range(count))] + [None] * (len(names) - count)
    assert [run.at(f"{name} back started") for name in names] == given_back
    if stop == moment:
        assert run.at("booking is cancelled") == stop + count
    elif fails:
        assert run.at("booking fails") == stop + count
        assert run.notes("booking fails") == ["sold out"]
    else:
        assert run.notes("booking succeeds") == [names]


@scenario
async def called_off(exercise, plans):
    tasks = [asyncio.create_task(plan()) for plan in plans]
    await asyncio.sleep(5.5)
    tasks.append(asyncio.create_task(plans[0]()))
    under_way = sum(not task.done() for task in tasks)
    try:
        note("not counted", under_way - await exercise.call_off(tasks))
        note("nothing is left to stop", await exercise.call_off(tasks))
    except OSError:
        await asyncio.wait(tasks)
        raise
    finally:
        for task in tasks:
            if task.done() and not task.cancelled():
                task.exception()


@pytest.mark.points(1.5)
def test_tasks_in_any_state_are_called_off(lab):
    """Whether tasks are new, under way, finished or failed, those that are not over are stopped and counted."""
    plans = [
        job("picnic", takes=9, cleanup=3),
        job("tea", takes=1, returns="drunk"),
        job("swim", takes=2, raises=OSError("closed")),
        job("walk", takes=9, cleanup=5),
        job("nap", takes=9),
    ]
    for run in lab.explore(called_off, plans):
        assert run.leftovers == []
        assert run.notes("not counted") == [0]
        assert run.notes("nothing is left to stop") == [0]


@scenario
async def called_off_and_cancelled(exercise, plan):
    plans = [asyncio.create_task(plan()) for _ in range(2)]
    await asyncio.sleep(1)
    task = asyncio.create_task(exercise.call_off(plans))
    await asyncio.sleep(2.5)
    task.cancel()
    await asyncio.wait([task])
    note("call_off ended as", "cancelled" if task.cancelled() else "finished")


@scenario
async def cancelled_and_called_off(exercise, plan):
    async def excursion():
        plans = [asyncio.create_task(plan()) for _ in range(2)]
        try:
            await asyncio.sleep(60)
        finally:
            await exercise.call_off(plans)

    task = asyncio.create_task(excursion())
    await asyncio.sleep(2.5)
    task.cancel()
    await asyncio.wait([task])
    note("excursion is cancelled" if task.cancelled() else "excursion has a result")


@pytest.mark.points(1)
def test_calling_off_can_be_cancelled_itself(lab):
    """A call_off that is cancelled ends as cancelled, and one in the `finally` of a cancelled task does its work."""
    run = lab.play(called_off_and_cancelled, job("plan", takes=9, cleanup=5))
    assert run.notes("call_off ended as") == ["cancelled"]
    run = lab.play(cancelled_and_called_off, job("plan", takes=9, cleanup=by_call(2, 5)))
    assert run.at("excursion is cancelled") == 7.5
