"""callbacks: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import blocking_job, by_call, note, scenario


@scenario
def any_day(exercise, plan, length, later):
    def planned(number, fails):
        def do(loop):
            note(f"do {number}")
            if fails:
                raise OSError("out of order")
            loop.call_later(later, note, f"more {number}")

        return do

    exercise.run_day([(moment, planned(number, fails)) for number, (moment, fails) in enumerate(plan)], length, 0.5)


@pytest.mark.points(1.5)
@given(
    plan=st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=5),
    length=st.integers(0, 12).map(lambda whole: whole + 0.5),
    later=st.integers(0, 4),
)
def test_any_day_goes_by_its_plan(lab, plan, length, later):
    """However much is planned, and whatever of it fails and is reported, each is done at its moment, all day long."""
    due = {f"do {number}": moment for number, (moment, _) in enumerate(plan)}
    due.update({f"more {number}": moment + later for number, (moment, fails) in enumerate(plan) if not fails})
    run = lab.play(any_day, plan, length, later)
    assert [run.at(event) for event in due] == [moment if moment < length else None for moment in due.values()]
    assert run.elapsed == length
    if any(fails and moment < length for moment, fails in plan):
        assert run.warnings != []


@scenario
def repeated(exercise, period, action, others):
    loop = asyncio.new_event_loop()

    def begin():
        exercise.every(loop, period, action)

    loop.call_later(3, begin)
    for moment, other in others:
        loop.call_later(moment, other)
    loop.call_later(5.5 + 6 * period, loop.stop)
    loop.run_forever()
    loop.close()


@pytest.mark.points(1)
@given(
    period=st.integers(3, 7),
    takes=st.lists(st.integers(0, 1), min_size=6, max_size=6),
    held_up=st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_nothing_adds_up(lab, period, takes, held_up):
    """Whenever it begins, whatever its period, however often it is late, each time is counted from the beginning."""
    others = [(2 + period * number, blocking_job(f"other {number}", takes=2)) for number in range(2, 7)]
    others = [other for other, is_there in zip(others, held_up, strict=True) if is_there]
    run = lab.play(repeated, period, blocking_job("action", takes=by_call(*takes)), others)
    expected, free = [], 0
    for number in range(1, 7):
        if number > 1 and held_up[number - 2]:
            free = max(free, 2 + period * number) + 2
        expected.append(max(free, 3 + period * number))
        free = expected[-1] + takes[number - 1]
    assert run.times("action started") == expected


@scenario
def ended(exercise):
    loop = asyncio.new_event_loop()
    calls, is_over = 0, False

    def failing():
        nonlocal calls
        calls += 1
        note("called after the end" if is_over else f"failing call {calls}")
        raise OSError("out of order")

    def end_it():
        nonlocal is_over
        is_over = True
        end_failing()
        end_failing()

    def once():
        note("once")
        end_once()

    end_failing = exercise.every(loop, 2, failing)
    end_once = exercise.every(loop, 3, once)
    exercise.every(loop, 4, lambda: note("ended before it began"))()
    loop.call_later(6, end_it)
    loop.call_later(15.5, loop.stop)
    loop.run_forever()
    loop.close()


@pytest.mark.points(1.5)
def test_only_who_is_asked_to_ends_it(lab):
    """An action goes on when it fails, which is reported, until it is ended: by others, at any moment, or by itself."""
    for run in lab.explore(ended, schedules=10):
        assert [run.at("failing call 1"), run.at("failing call 2")] == [2, 4]
        assert run.at("called after the end") is None
        assert run.times("once") == [3]
        assert run.at("ended before it began") is None
        assert run.warnings != []


@scenario
def works(exercise, sow, weed):
    loop = asyncio.new_event_loop()
    exercise.in_pieces(loop, [sow] * 3, lambda results: note("sown", results))
    exercise.in_pieces(loop, [weed], lambda results: note("weeded", results))
    exercise.in_pieces(loop, [], lambda results: note("nothing", results))
    note("asked")
    loop.call_later(60.5, loop.stop)
    loop.run_forever()
    loop.close()


@pytest.mark.points(1)
def test_works_do_not_get_in_each_others_way(lab):
    """Several works may be under way on one loop, one of no pieces at all among them, each with its own results."""
    sow = blocking_job("sow", takes=5, returns=by_call("peas", None, "beans"))
    run = lab.play(works, sow, blocking_job("weed", takes=3, returns=20))
    assert run.order[0] == "asked"
    assert run.notes("nothing") == [[]]
    assert run.at("weed started") <= 10
    assert run.notes("weeded") == [[20]]
    assert run.at("sown") == 18
    assert run.notes("sown") == [["peas", None, "beans"]]
