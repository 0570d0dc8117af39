"""retries: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import Error, by_call, job, note, scenario


@scenario
async def ask_again(exercise, ask, attempts, pauses):
    try:
        return await exercise.ask_again(ask, attempts, lambda failures: pauses[min(failures, len(pauses)) - 1])
    except (OSError, ValueError) as error:
        note(f"raised {type(error).__name__}", str(error))


MAY_PASS = ConnectionResetError("noise"), ConnectionRefusedError("busy"), TimeoutError("silence")
FINAL = FileNotFoundError("no such crater"), PermissionError("not allowed"), ValueError("nonsense")


@pytest.mark.points(1.5)
@given(
    errors=st.lists(st.sampled_from(MAY_PASS), max_size=4),
    last=st.sampled_from([None, *FINAL]),
    attempts=st.integers(1, 4),
    takes=st.integers(1, 3),
)
def test_asks_again_only_what_may_pass(lab, errors, last, attempts, takes):
    """Whatever fails how often, an error that cannot pass, and that of the last attempt, is raised at once."""
    outcomes = [*errors, last][:attempts]
    ask = job("ask", takes=takes, raises=by_call(*errors, last), returns="all is well")
    run = lab.play(ask_again, ask, attempts=attempts, pauses=[5, 6, 7, 8])
    started = [number * takes + sum(range(5, 5 + number)) for number in range(len(outcomes))]
    error = outcomes[-1]
    assert run.times("ask started") == started
    assert run.elapsed == started[-1] + takes
    if error is None:
        assert run.returned == "all is well"
    else:
        assert run.at(f"raised {type(error).__name__}") == started[-1] + takes
        assert run.notes(f"raised {type(error).__name__}") == [str(error)]


@scenario
async def ask_in_time(exercise, ask, patience, limit, pauses):
    try:
        return await exercise.ask_in_time(ask, patience, limit, lambda failures: pauses[min(failures, len(pauses)) - 1])
    except OSError as error:
        note(f"raised {type(error).__name__}", str(error))


@pytest.mark.points(2)
def test_gives_up_in_time(lab):
    """At the limit nothing goes on, no pause is in vain, and what cannot pass is raised at once."""
    ask = job("ask", takes=2, raises=ConnectionError("noise"))
    run = lab.play(ask_in_time, ask, patience=5.5, limit=30.25, pauses=[16, 17, 80])
    assert run.times("ask started") == [0, 18]
    assert run.elapsed == 20
    assert run.notes("raised ConnectionError") == ["noise"]
    ask = job("ask", takes=by_call(1, 9), raises=ConnectionError("noise"))
    run = lab.play(ask_in_time, ask, patience=7.5, limit=6.25, pauses=[3, 4])
    assert run.at("raised TimeoutError") == 6.25
    assert run.times("ask started") == [0, 4]
    assert run.at("ask cancelled") == 6.25
    errors = by_call(TimeoutError("silence"), PermissionError("not allowed"))
    run = lab.play(ask_in_time, job("ask", takes=2, raises=errors), patience=5.5, limit=60.25, pauses=[4, 5])
    assert run.times("ask started") == [0, 6]
    assert run.elapsed == 8
    assert run.notes("raised PermissionError") == ["not allowed"]


@scenario
async def ask_all(exercise, asks, channels, attempts, pauses):
    return await exercise.ask_all(asks, channels, attempts, lambda failures: pauses[min(failures, len(pauses)) - 1])


@pytest.mark.points(1.5)
def test_each_question_has_its_own_outcome(lab):
    """However long they take, all get their answers or errors, in their order, and there are enough channels."""
    asks = [
        job("A", takes=2, raises=by_call(ConnectionError("noise"), TimeoutError("silence"), None), returns="a"),
        job("B", takes=4, raises=PermissionError("not allowed")),
        job("C", takes=1, raises=by_call(ConnectionError("noise"), None), returns="c"),
        job("D", takes=3, raises=TimeoutError("silence")),
        job("E", takes=2),
    ]
    for run in lab.explore(ask_all, asks, channels=2, attempts=3, pauses=[4.25, 5.25]):
        assert run.peak("A", "B", "C", "D", "E") == 2
        assert len(run.times("B started")) == 1
        assert len(run.times("D started")) == 3
        assert len(run.times("E started")) == 1
        assert run.returned == [
            "a",
            Error("PermissionError", "not allowed"),
            "c",
            Error("TimeoutError", "silence"),
            None,
        ]


@scenario
async def cancelled(exercise, moment, again, in_time, one_of_all):
    def pause(failures):
        return 3 + failures  # so that counting from 0 is no sleep(0)

    tasks = {
        "ask_again": asyncio.create_task(exercise.ask_again(again, 9, pause)),
        "ask_in_time": asyncio.create_task(exercise.ask_in_time(in_time, 7.5, 60.25, pause)),
        "ask_all": asyncio.create_task(exercise.ask_all([one_of_all], 2, 9, pause)),
    }
    await asyncio.sleep(moment)
    for name, task in tasks.items():
        task.cancel()
        await asyncio.wait([task])
        note(f"{name} is cancelled" if task.cancelled() else f"{name} goes on until {task.exception()}")
    await asyncio.sleep(60)


@pytest.mark.points(1)
def test_cancelling_ends_it(lab):
    """Whoever is cancelled, while asking or while waiting, ends at once and never asks again."""
    names = ("ask_again", "ask_in_time", "ask_all")
    errors = by_call(ConnectionError("noise"), None)
    for moment in (1.5, 4.5):
        run = lab.play(cancelled, moment, *(job(name, takes=2, raises=errors) for name in names))
        for name in names:
            assert run.at(f"{name} is cancelled") == moment
            assert run.times(f"{name} started") == [0]
