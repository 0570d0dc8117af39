"""callbacks: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import blocking_job, by_call, note, scenario


@scenario
def day(exercise, lamps, pump, vents, heating):
    def water(loop):
        pump()
        loop.call_later(3, note, "pump off")
        loop.call_later(6, note, "pump on again")

    exercise.run_day([(7, vents), (12, heating), (2, water), (0, lamps)], 9.5, 0.5)
    note("over")


@pytest.mark.points(2)
def test_everything_is_done_at_its_moment(lab):
    """Whatever is planned or asked for happens at its moment, in a day of the right length, and nothing after it."""
    run = lab.play(day, *map(blocking_job, ("lamps", "pump", "vents", "heating")))
    assert run.at("over") == 9.5
    assert run.times("lamps started") == [0]
    assert [run.at(event) for event in ("pump started", "vents started")] == [2, 7]
    assert [run.at(event) for event in ("pump off", "pump on again")] == [5, 8]
    assert run.at("heating started") is None


@scenario
def days_in_a_row(exercise, days, interrupted):
    kept: list = []

    def interrupt(_):
        raise KeyboardInterrupt

    plan = [(1, kept.append), (2, interrupt)] if interrupted else [(1, kept.append)]
    try:
        for _ in range(days):
            exercise.run_day(plan, 4.5, 0.5)
    finally:
        note("loops are closed", [loop.is_closed() for loop in kept])


@pytest.mark.points(1.5)
def test_the_loop_is_closed(lab):
    """When a day is over, its event loop is closed, also if Ctrl-C ends it early; each day has a loop of its own."""
    run = lab.play(days_in_a_row, 2, interrupted=False)
    assert "loop left open" not in run.warnings
    assert run.notes("loops are closed") == [[True, True]]
    run = lab.play(days_in_a_row, 1, interrupted=True)
    assert run.raised == ("KeyboardInterrupt", "")
    assert "loop left open" not in run.warnings
    assert run.notes("loops are closed") == [[True]]


@scenario
def slow_day(exercise, blinds, ladder, patience):
    kept: list = []
    exercise.run_day([(0, kept.append), (1, blinds), (8, ladder), (20, blinds)], 30.5, patience)
    for loop in kept:
        loop.close()


@pytest.mark.points(1)
def test_slow_callbacks_are_complained_of(lab):
    """The loop complains of callbacks that take longer than it is patient, and of no others."""
    run = lab.play(slow_day, blocking_job("blinds", takes=2), blocking_job("ladder", takes=4), 3.5)
    assert run.warnings == ["slow callback"]


@scenario
def measured(exercise, thermometer, visit):
    loop = asyncio.new_event_loop()
    exercise.every(loop, 5, thermometer)
    for moment in (14, 24):
        loop.call_later(moment, visit)
    loop.call_later(32.5, loop.stop)
    loop.run_forever()
    loop.close()


@pytest.mark.points(2)
def test_times_do_not_drift(lab):
    """An action is repeated at its times, however long it takes; held up, as soon as may be, and on time afterwards."""
    run = lab.play(measured, blocking_job("thermometer"), blocking_job("visit"))
    assert run.times("thermometer started") == [5, 10, 15, 20, 25, 30]
    run = lab.play(measured, blocking_job("thermometer", takes=by_call(1, 0, 4, 1)), blocking_job("visit", takes=3))
    assert run.times("thermometer started") == [5, 10, 17, 21, 27, 30]


@scenario
def work_in_pieces(exercise, piece):
    loop = asyncio.new_event_loop()
    for moment, guest in ((1, "first guest"), (3, "second guest")):
        loop.call_later(moment, note, guest)
    exercise.in_pieces(loop, [piece] * 4, lambda results: note("done", results))
    note("asked")
    loop.call_later(30, loop.stop)
    loop.run_forever()
    loop.close()


@pytest.mark.points(1.5)
def test_pieces_leave_room_for_others(lab):
    """Long work is asked for at once and done without a pause, and others need not wait for longer than two pieces."""
    run = lab.play(work_in_pieces, blocking_job("piece", takes=2, returns=by_call("a", "b", "c", "d")))
    assert run.at("asked") == 0
    assert run.at("first guest") <= 4
    assert run.at("second guest") <= 6
    assert run.times("piece started") == [0, 2, 4, 6]
    assert run.at("done") == 8
    assert run.notes("done") == [["a", "b", "c", "d"]]
