"""hello: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import by_call, job, scenario


@pytest.mark.points(0.5)
def test_says_hello_and_later_goodbye(lab):
    """A greeting says hello at once and goodbye when the pause is over."""
    run = lab.call("greet", "Ada", 3)
    assert run.printed == [(0, "Hello, Ada!"), (3, "Goodbye, Ada!")]
    assert run.elapsed == 3


@scenario
async def two_greetings(exercise):
    await asyncio.gather(exercise.greet("Ada", 5), exercise.greet("Zoé", 2))


@pytest.mark.points(0.5)
def test_others_go_on_during_the_pause(lab):
    """While one greeting pauses, another one speaks."""
    run = lab.play(two_greetings)
    assert run.printed == [
        (0, "Hello, Ada!"),
        (0, "Hello, Zoé!"),
        (2, "Goodbye, Zoé!"),
        (5, "Goodbye, Ada!"),
    ]


@pytest.mark.points(1)
def test_asks_and_hears_twice(lab):
    """The second question comes when the first answer was heard; both answers are the name."""
    run = lab.call("ask_name", job("listen", takes=by_call(2, 3), returns=by_call("Ada", "Lovelace")))
    assert run.printed == [(0, "First name?"), (2, "Family name?")]
    assert run.returned == "Ada Lovelace"
    assert run.elapsed == 5


@pytest.mark.points(0.5)
def test_greets_whom_it_meets(lab):
    """A meeting asks for the name, greets by that name, and returns it when goodbye is said."""
    run = lab.call("meet", job("listen", takes=by_call(1, 2), returns=by_call("Alan", "Turing")), 4)
    assert run.printed == [
        (0, "First name?"),
        (1, "Family name?"),
        (3, "Hello, Alan Turing!"),
        (7, "Goodbye, Alan Turing!"),
    ]
    assert run.returned == "Alan Turing"


@scenario
def ordinary_code(exercise, listen, pause):
    return exercise.main(listen, pause)


@pytest.mark.points(0.5)
def test_starts_from_ordinary_code(lab):
    """Called from ordinary code, main() holds the whole meeting and returns the name."""
    run = lab.play(ordinary_code, job("listen", takes=by_call(2, 1), returns=by_call("Mary", "Shelley")), 5)
    assert run.returned == "Mary Shelley"
    assert run.printed == [
        (0, "First name?"),
        (2, "Family name?"),
        (3, "Hello, Mary Shelley!"),
        (8, "Goodbye, Mary Shelley!"),
    ]
