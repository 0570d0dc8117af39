"""shutdown: the checks that a learner may read."""

import asyncio
import signal

import pytest

from grader.judge import by_argument, by_call, job, note, scenario, signal_at


@scenario
def started(exercise, signals, work):
    for name, at in signals:
        signal_at(name, at)
    return exercise.start(work)


@pytest.mark.points(2)
def test_ctrl_c_gives_a_status(lab):
    """Work that comes to its end gives 0; work that Ctrl-C stops cleans up, and gives 130."""
    run = lab.play(started, [("SIGINT", 3.25)], job("work", takes=9, cleanup=2))
    assert run.returned == 130
    assert run.at("work cancelled") == 3.25
    assert run.elapsed == 5.25
    run = lab.play(started, [], job("work", takes=9, cleanup=2))
    assert run.returned == 0
    assert run.elapsed == 9
    run = lab.play(started, [], job("work", takes=4, raises=OSError("no gas")))
    assert run.raised == ("OSError", "no gas")


@scenario
async def asked(exercise, name, at, work):
    signal_at(name, at)
    working = asyncio.create_task(work())
    note("asked", await exercise.asked_to_stop())
    await working


@scenario
async def asked_by_two(exercise, names, at):
    def arrive():
        for name in names:
            signal.raise_signal(signal.Signals[name])

    asyncio.get_running_loop().call_later(at, arrive)
    note("asked", await exercise.asked_to_stop())


@pytest.mark.points(2)
def test_a_signal_is_waited_for(lab):
    """The name of the signal comes when the signal does, and nothing else happens by it."""
    for name in ("SIGTERM", "SIGINT"):
        run = lab.play(asked, name, 3.25, job("work", takes=6))
        assert run.at("asked") == 3.25
        assert run.notes("asked") == [name]
        assert run.at("work finished") == 6
    for name, other in (("SIGTERM", "SIGINT"), ("SIGINT", "SIGTERM")):
        run = lab.play(asked_by_two, [name, other], 3.25)
        assert run.notes("asked") == [name]
        assert "callback" not in run.warnings


@scenario
async def finished(exercise, work, names, grace):
    tasks = [asyncio.create_task(work(name)) for name in names]
    hurry = exercise.hurry = asyncio.Event()  # which is still there when the run is over, with whoever waits for it
    note("given up", await exercise.finish(tasks, grace, hurry))
    note("all over")
    note("alive", [task.get_name() for task in tasks if not task.done()])
    await asyncio.sleep(20)


@scenario
async def called_off(exercise, work):
    task = asyncio.create_task(work())
    hurry = exercise.hurry = asyncio.Event()  # as above
    finishing = asyncio.create_task(exercise.finish([task], 5.5, hurry))
    await asyncio.sleep(1.5)
    finishing.cancel()
    await asyncio.wait([finishing])
    note("called off" if finishing.cancelled() else "not called off")
    await asyncio.sleep(1)
    note("left behind", len(asyncio.all_tasks() - {asyncio.current_task(), task}))


@pytest.mark.points(2)
def test_tasks_may_finish_for_a_while(lab):
    """Tasks come to their end if they can; at the limit the others are cancelled, and clean up."""
    takes, cleanup = by_argument({"a": 2, "b": 9, "c": 5, "d": 8}), by_argument({"a": 0, "b": 1, "c": 0, "d": 3})
    run = lab.play(finished, job("work", takes=takes, cleanup=cleanup), ["a", "b", "c", "d"], 5.5)
    assert run.at("work cancelled") == 5.5
    assert run.at("all over") == 8.5
    assert run.times("work finished") == [2, 5]
    assert run.times("work cancelled") == [5.5, 5.5]
    assert run.notes("alive") == [[]]
    assert run.notes("given up") == [2]
    assert run.leftovers == []
    run = lab.play(finished, job("work", takes=takes), ["a", "c"], 5.5)
    assert run.at("all over") == 5
    assert run.notes("given up") == [0]
    run = lab.play(called_off, job("work", takes=9))
    assert run.at("called off") == 1.5
    assert run.notes("left behind") == [0]


@scenario
async def served(exercise, signals, *kitchen):
    for name, at in signals:
        signal_at(name, at)
    given_up = await exercise.serve(*kitchen)
    note("closed")
    await asyncio.sleep(20)
    return given_up


@pytest.mark.points(3)
def test_a_kitchen_closes_in_good_order(lab):
    """When asked to stop, it takes nothing new, lets meals finish for a while, gives up the others, and closes."""
    meals = {"soup": 2, "cake": 4, "roast": 30, "pie": 6}
    burnt = by_argument({"soup": OSError("burnt"), "cake": None, "roast": None, "pie": None})
    take_order = job("take order", takes=by_call(1, 1, 2, 1, 30), returns=by_call(*meals))
    cook = job("cook", takes=by_argument(meals), raises=burnt, cleanup=2)
    closing = [job("close gas", takes=1), job("close door", takes=1)]
    run = lab.play(served, [("SIGTERM", 7.25)], take_order, cook, closing, 6.5)
    assert run.peak("cook") == 3
    assert run.at("take order cancelled") == 7.25
    assert run.times("cook started") == [1, 2, 4, 5]
    assert [run.at("close door started"), run.at("close gas started")] == [15.75, 16.75]
    assert run.at("cook cancelled") == 13.75
    assert run.times("cook finished") == [6, 11]
    assert run.returned == 1
    assert run.at("closed") == 17.75
    assert run.leftovers == []
