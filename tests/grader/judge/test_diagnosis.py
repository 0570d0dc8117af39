"""What a failed check is called follows from what happened in its run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from grader.judge import diagnosis, explain
from grader.judge.diagnosis import Failed, of_failure
from grader.judge.intake import steady
from grader.judge.run import Run
from grader.protocol import Recording

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

LOOPS_OVER = '''
@scenario
async def looped(exercise):
    return [each async for each in exercise.Things()]

@pytest.mark.points(1)
def test_loop(lab):
    """A loop gives what there is."""
    assert lab.play(looped).returned == [1]
'''
ITERATORS = {
    "async __aiter__": "async def __aiter__(self): return self\n    async def __anext__(self): return 1",
    "plain __anext__": "def __aiter__(self): return self\n    def __anext__(self): return 1",
    "no __anext__": "def __aiter__(self): return iter([1])",
    "no __aiter__": "async def __anext__(self): return 1",
    "StopIteration": "def __aiter__(self): return self\n    async def __anext__(self): raise StopIteration",
}


@pytest.mark.parametrize("methods", ITERATORS.values(), ids=ITERATORS)
def test_iterator_that_breaks_the_protocol_is_told_it(house: House, methods: str) -> None:
    """An object that `async for` cannot go through is explained by what `async for` does."""
    house.suite("alpha", LOOPS_OVER)
    verdict = house.verdict(f"class Things:\n    {methods}\n")
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.name == "broken-iterator"


BLOCK = '''
@scenario
async def entered(exercise):
    async with exercise.door() as door:
        return door

@pytest.mark.points(1)
def test_block(lab):
    """A block is entered and left."""
    assert lab.play(entered).returned == 1
'''
CLASS = "class door:\n    {}\n    async def __aexit__(self{}): pass\n"
GENERATOR = "import contextlib\n\n@contextlib.asynccontextmanager\nasync def door():\n    {}\n"
MANAGERS = {
    "no __aenter__": CLASS.format("async def __enter__(self): return 1", ", *told"),
    "plain __aenter__": CLASS.format("def __aenter__(self): return 1", ", *told"),
    "__aexit__ without parameters": CLASS.format("async def __aenter__(self): return 1", ""),
    "yields twice": GENERATOR.format("yield 1; yield 2"),
    "yields never": GENERATOR.format("if not door: yield 1"),
    "a generator as it is": "async def door():\n    yield 1\n",
}


@pytest.mark.parametrize("source", MANAGERS.values(), ids=MANAGERS)
def test_context_manager_that_breaks_the_protocol_is_told_it(house: House, source: str) -> None:
    """An object that `async with` cannot use is explained by what `async with` does."""
    house.suite("alpha", BLOCK)
    verdict = house.verdict(source)
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.name == "broken-manager"


LISTS = '''
@pytest.mark.points(1)
def test_list(lab):
    """It gives a list."""
    assert lab.call("work").returned == [1]
'''


@pytest.mark.parametrize("body", ["return [n for n in numbers()]", "return await numbers()"], ids=["for", "await"])
def test_generator_that_is_not_gone_through_is_told_apart(house: House, body: str) -> None:
    """Who takes the values of an asynchronous generator without `async for` is told what is missing."""
    house.suite("alpha", LISTS)
    verdict = house.verdict(f"async def numbers():\n    yield 1\n\nasync def work():\n    {body}\n")
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.name == "missing-async-for"


STARTS = '''
@pytest.mark.points(1)
def test_starts(lab):
    """The second starts at once."""
    run = lab.call("work", job("first", takes=3), job("second", takes=2))
    assert run.times("second started") == [0]
'''
LATE = {"waits": ("await first()", "sequential-await"), "sleeps": ("await asyncio.sleep(1)", "too-late")}


@pytest.mark.parametrize(("body", "name"), LATE.values(), ids=LATE)
def test_late_start_is_in_turn_only_if_something_ended_then(house: House, body: str, name: str) -> None:
    """A job that starts late has waited for another one if it starts when that ends; what others do says nothing."""
    house.suite("alpha", STARTS)
    program = f"async def work(first, second):\n    {body}\n    await second()\n    await first()\n"
    verdict = house.verdict("import asyncio\n\n" + program)
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.name == name


ENDS = '''
@pytest.mark.points(1)
def test_ends(lab):
    """It is over when both are done."""
    assert lab.call("work", job("first", takes=3), job("second", takes=2)).elapsed == 6
'''


def test_late_end_is_in_turn_only_if_something_was_under_way(house: House) -> None:
    """What was over before all should have been is not what it was waiting for."""
    house.suite("alpha", ENDS)
    body = "await first()\n    await second()\n    await asyncio.sleep(5)"
    verdict = house.verdict(f"import asyncio\n\nasync def work(first, second):\n    {body}\n")
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.name == "too-late"


WAITS = '''
@pytest.mark.points(1)
def test_ends(lab):
    """It comes to an end."""
    assert lab.call("work", job("part", takes=40_001)).returned is None
'''
ENDLESS = {
    "calls the work again and again": ("while True: await part()", "unbounded"),
    "asks whether the work is done": (
        "task = asyncio.create_task(part())\n    while not task.done(): await asyncio.sleep(1)",
        "polling",
    ),
}


@pytest.mark.parametrize(("body", "name"), ENDLESS.values(), ids=ENDLESS)
def test_polling_is_waiting_for_somebody_else(house: House, body: str, name: str) -> None:
    """Who calls a job again and again, each time to its end, does not poll: the loop just never ends."""
    house.suite("alpha", WAITS)
    verdict = house.verdict(f"import asyncio\n\nasync def work(part):\n    {body}\n")
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.name == name


@pytest.mark.parametrize(("steps", "name", "said"), [(3, "endless-loop", "ever"), (5_000, "unbounded", "thousands")])
def test_endless_run_that_waits_is_not_told_that_it_does_not(steps: int, name: str, said: str) -> None:
    """A run that used up its CPU time in thousands of steps has awaited something thousands of times."""
    recording = Recording(ended="budget", elapsed=9_000_000_000, closed=9_000_000_000, budget="cpu", steps=steps)
    run = Run(steady(recording), "work", "work()", [])
    diagnosis = of_failure(Failed(run))
    assert diagnosis is not None
    assert diagnosis.name == name
    assert said in explain.unexpected_end(run).happened


SPEAKS = '''
@pytest.mark.points(1)
def test_speak(lab):
    """It takes a second."""
    run = lab.call("speak", job("pause", takes=1))
    assert run.elapsed == 1
'''


def test_plain_function_is_told_with_its_line(house: House) -> None:
    """Who forgot `async` is shown where."""
    house.suite("alpha", SPEAKS)
    verdict = house.verdict("import asyncio\n\ndef speak(pause):\n    return 3\n")
    assert verdict.diagnosis is not None
    assert (verdict.diagnosis.name, verdict.place and verdict.place.line) == ("not-async", 3)


def test_function_that_is_awaited_and_not_called_has_a_name(house: House) -> None:
    """`await pause` is a slip of its own: nothing is wrong with how anything is defined."""
    house.suite("alpha", SPEAKS)
    verdict = house.verdict("async def speak(pause):\n    await pause\n")
    assert verdict.diagnosis is not None
    assert (verdict.diagnosis.name, verdict.place and verdict.place.line) == ("not-called", 2)


def test_rule_that_stumbles_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """A verdict needs no name: a rule that cannot cope with a value is passed over."""
    monkeypatch.setattr(diagnosis, "RULES", [("deadlock", lambda _: 1 / 0), ("polling", lambda _: True)])
    found = of_failure(Failed(Run(Recording(ended="returned", elapsed=0, closed=0), "work", "work()", [])))
    assert found is not None
    assert found.name == "polling"
