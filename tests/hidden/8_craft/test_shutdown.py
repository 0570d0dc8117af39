"""shutdown: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_argument, by_call, job, note, scenario, signal_at


@scenario
async def finished(exercise, work, number, grace, hurry_at):
    tasks = [asyncio.create_task(work(each)) for each in range(number)]
    hurry = asyncio.Event()
    if hurry_at is not None:
        asyncio.get_running_loop().call_later(hurry_at, hurry.set)
    note("given up", await exercise.finish(tasks, grace, hurry))
    note("all over")
    note("alive", sum(not task.done() for task in tasks))


@pytest.mark.points(1.5)
@given(
    takes=st.lists(st.integers(1, 7), max_size=4),
    cleanup=st.integers(0, 2),
    grace=st.sampled_from([2.5, 4.5]),
    hurry=st.sampled_from([None, 1.25, 3.75]),
    error=st.sampled_from([None, OSError("burnt")]),
)
def test_the_rest_is_cancelled_in_time(lab, takes, cleanup, grace, hurry, error):
    """Whatever takes how long, or fails: what is not over when the time is up, or in a hurry, is cancelled."""
    end = grace if hurry is None else min(grace, hurry)
    late = [time for time in takes if time > end]
    durations = by_argument(dict(enumerate(takes)))
    run = lab.play(finished, job("work", takes=durations, raises=error, cleanup=cleanup), len(takes), grace, hurry)
    assert run.times("work cancelled") == [end] * len(late)
    assert run.at("all over") == (end + cleanup if late else max(takes, default=0))
    assert run.notes("given up") == [len(late)]
    assert run.notes("alive") == [0]


@scenario
async def served(exercise, signals, *kitchen):
    for name, at in signals:
        signal_at(name, at)
    given_up = await exercise.serve(*kitchen)
    note("closed")
    await asyncio.sleep(20)
    return given_up


@pytest.mark.points(1.5)
def test_who_asks_twice_is_in_a_hurry(lab):
    """A second signal, of either kind, ends the time that the meals have, and nothing else, whenever it comes."""
    cook = job("cook", takes=by_call(40, 2, 40), cleanup=3)
    closing = [job("close gas", takes=1), job("close door", takes=1)]
    for first, second in (("SIGTERM", "SIGTERM"), ("SIGINT", "SIGINT"), ("SIGTERM", "SIGINT")):
        take_order = job("take order", takes=by_call(1, 3, 2, 60), returns="soup")
        run = lab.play(served, [(first, 9.25), (second, 11.75)], take_order, cook, closing, 20.5)
        assert run.times("cook cancelled") == [11.75, 11.75]
        assert run.times("close door started") == [14.75]
        assert run.times("close gas started") == [15.75]
        assert run.returned == 2
    take_order = job("take order", takes=by_call(1, 3, 2, 60), returns="soup")
    run = lab.play(served, [("SIGTERM", 9.25), ("SIGINT", 13.25)], take_order, cook, closing, 2.5)
    assert run.times("cook cancelled") == [11.75, 11.75]
    assert run.times("close door started") == [14.75]
    assert run.returned == 2
    run = lab.play(served, [("SIGTERM", 9.25)], job("take order", takes=60), cook, closing, 20.5)
    assert run.at("closed") == 11.25
    assert run.returned == 0


@scenario
async def asked_and_again(exercise, names):
    for number, name in enumerate(names):
        signal_at(name, 3.25 + 2 * number)
    note("asked", await exercise.asked_to_stop())
    await asyncio.sleep(9)


@scenario
async def not_asked(exercise, name):
    signal_at(name, 3.25)
    task = asyncio.create_task(exercise.asked_to_stop())
    await asyncio.sleep(1.5)
    task.cancel()
    await asyncio.wait([task])
    note("cancelled" if task.cancelled() else "not cancelled")
    await asyncio.sleep(9)


@pytest.mark.points(1.5)
def test_the_next_signal_does_what_it_always_did(lab):
    """When nobody waits for a signal any more, SIGTERM ends the process, and Ctrl-C interrupts it."""
    run = lab.play(asked_and_again, ["SIGINT", "SIGTERM"])
    assert run.ended == "killed"
    run = lab.play(asked_and_again, ["SIGTERM", "SIGINT"])
    assert run.raised == ("KeyboardInterrupt", "")
    assert run.elapsed == 5.25
    run = lab.play(not_asked, "SIGTERM")
    assert run.ended == "killed"
    assert run.at("cancelled") == 1.5


@pytest.mark.points(1.5)
def test_no_meal_is_abandoned(lab):
    """Under every order of events: no order after the signal; each meal ready, failed or given up before it closes."""
    take_order = job("take order", takes=2, returns=by_call("soup", "cake", "soup", "pie"))
    errors = by_argument({"soup": None, "cake": OSError("burnt"), "pie": None})
    cook, closing = (
        job("cook", takes=by_argument({"soup": 3, "cake": 2, "pie": 12}), raises=errors, cleanup=1),
        [job("close")],
    )
    for run in lab.explore(served, [("SIGTERM", 13.25)], take_order, cook, closing, 6.5):
        meals = run.spans("cook")
        assert [span for span in meals if span.outcome == "running"] == []
        assert [span for span in meals if span.started > 13.25] == []
        assert [span for span in meals if (span.finished or span.failed or span.cancelled) > 19.75] == []
        assert len(run.times("take order finished")) == len(meals)
        assert run.returned == len(run.times("cook cancelled"))
        ends = [span.cleaned or span.finished or span.failed for span in meals]
        assert run.at("close started") == max([13.25, *ends])
