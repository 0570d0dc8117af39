"""hello: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_call, job, scenario

names = st.text("abcdeéîñøABCDEÉÎÑØ", min_size=1, max_size=8)
seconds = st.integers(0, 60)


@pytest.mark.points(0.5)
@given(name=names, pause=seconds)
def test_greets_anybody_for_any_time(lab, name, pause):
    """Whoever is greeted, and however long the pause is, both lines come when they should."""
    run = lab.call("greet", name, pause)
    assert run.printed == [(0, f"Hello, {name}!"), (pause, f"Goodbye, {name}!")]


@scenario
async def called_and_awaited_later(exercise):
    greeting = exercise.greet("Ada", 2)
    await asyncio.sleep(3)
    await greeting


@pytest.mark.points(0.5)
def test_speaks_when_awaited_and_not_before(lab):
    """Calling greet() says nothing yet: it speaks when it is awaited."""
    run = lab.play(called_and_awaited_later)
    assert run.printed == [(3, "Hello, Ada!"), (5, "Goodbye, Ada!")]


@scenario
def ordinary_code(exercise, listen, pause):
    return exercise.main(listen, pause)


@pytest.mark.points(0.5)
@given(first=names, family=names, takes=st.tuples(seconds, seconds), pause=seconds)
def test_meets_anybody_from_ordinary_code(lab, first, family, takes, pause):
    """Whoever answers, and however long that takes, main() hears both names and greets by them."""
    run = lab.play(ordinary_code, job("listen", takes=by_call(*takes), returns=by_call(first, family)), pause)
    asked, met = takes[0], sum(takes)
    assert run.returned == f"{first} {family}"
    assert run.printed == [
        (0, "First name?"),
        (asked, "Family name?"),
        (met, f"Hello, {first} {family}!"),
        (met + pause, f"Goodbye, {first} {family}!"),
    ]


@scenario
async def two_meetings(exercise, ada, alan):
    return await asyncio.gather(exercise.meet(ada, 3), exercise.meet(alan, 1))


@pytest.mark.points(0.5)
def test_two_meetings_do_not_mix(lab):
    """Two meetings at the same time keep their names apart, whoever answers first."""
    ada = job("Ada", takes=1, returns=by_call("Ada", "Lovelace"))
    alan = job("Alan", takes=1, returns=by_call("Alan", "Turing"))
    for run in lab.explore(two_meetings, ada, alan):
        assert run.returned == ["Ada Lovelace", "Alan Turing"]
        for name in run.returned:
            assert [line for _, line in run.printed if name in line] == [f"Hello, {name}!", f"Goodbye, {name}!"]
