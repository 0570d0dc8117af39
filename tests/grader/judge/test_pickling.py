"""Scenarios on their way into the lab: by value, without a trace of the suite that they come from."""

from __future__ import annotations

import asyncio
import dis
import inspect
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING

import pytest

from grader.judge import by_call, job, pickling
from grader.judge.worker import Worker
from grader.protocol import Call, Message, Play

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.grader.judge.conftest import House

SUITE = '''
LIMIT = 3
TABLE = {"a": [1, 2]}
SECRET = "expected-value"


class Box:
    def __init__(self, value):
        self.value = value


def doubled(value):
    """Say that tests/hidden/secret.py is here."""
    return value * LIMIT


@scenario
async def plays(exercise, function, jobs, again):
    note("same", jobs["x"][0] is again)
    note("doubled", [doubled(1), function(2), TABLE["a"], Box(5).value])
    return await exercise.answer(again)


@pytest.mark.points(1)
def test_it(lab):
    """It is played with all that it refers to."""
    fetch = job("fetch", takes=2, returns=7)
    run = lab.play(plays, doubled, {"x": [fetch]}, again=fetch)
    assert run.returned == 7
    assert run.notes("same") == [True]
    assert run.notes("doubled") == [[3, 6, [1, 2], 5]]
    assert run.elapsed == 2
    assert SECRET == "expected-value"
    assert lab.play(plays, len, {"x": [fetch]}, again=fetch).raised.type == "TypeError"


@pytest.mark.points(1)
def test_call(lab):
    """Helpers and their own classes can be arguments of a call."""
    assert lab.call("apply", doubled, 2).returned == 6
    same = job("same", returns=1)
    assert lab.call("compare", same, (same,), {"k": same}, job("same", returns=1)).returned == [True, True, False]
'''
SOLUTION = """
async def answer(fetch):
    return await fetch()

async def apply(function, value):
    return function(value)

async def compare(first, pair, table, other):
    return [first is pair[0], first is table["k"], first is other]
"""


@pytest.mark.parametrize("kind", ["public", "hidden"])
def test_scenario_takes_along_what_it_refers_to(house: House, kind: str) -> None:
    """Helpers, constants and classes of a suite go along; a job is one job wherever it is named."""
    house.suite("alpha", SUITE, kind=kind)
    assert [(v.status, v.happened) for v in house.verdicts(SOLUTION)] == [("passed", None)] * 2


def test_nothing_of_the_suite_reaches_the_lab(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither paths nor names of the suite, nor what the scenario does not refer to, are in the bytes sent."""
    sent = bytearray()
    tell = Worker.tell

    def listen(self: Worker, message: Message) -> None:
        if isinstance(message, Play):
            sent.extend(message.scenario)
        if isinstance(message, Play | Call):
            sent.extend(message.arguments)
        tell(self, message)

    monkeypatch.setattr(Worker, "tell", listen)
    house.suite("alpha", SUITE, kind="hidden")
    house.verdicts(SOLUTION)
    assert b"doubled" in sent
    for trace in (str(house.root), house.root.name, "test_alpha", "1_first", "expected-value", "test_it", ".py"):
        assert (trace.encode() in sent, trace) == (trace == ".py", trace)  # ".py" stands in a docstring of the suite's


def test_suite_keeps_its_own_file(house: House) -> None:
    """Sending a scenario leaves the suite's module as it was."""
    house.suite("alpha", SUITE)
    house.suite("alpha", "import sys\nFILE = __file__\n" + SUITE.replace("test_", "test_2_"), kind="hidden")
    (exercise,) = house.grade({"alpha": SOLUTION})
    assert {v.status for v in exercise.checks} == {"passed"}
    assert pickling.__file__ == str(Path(pickling.__file__))


def test_arguments_are_described_shortly() -> None:
    """Jobs are named with their duration, everything else by its repr."""
    spec = job("a", takes=3, raises=ValueError("no"), cleanup=1)
    assert pickling.described([spec, {"k": (1, "x")}]) == (
        "[a (3 s, raises ValueError('no'), cleans up for 1 s), {'k': (1, 'x')}]"
    )
    spec = job("b", takes=by_call(1, 2), raises=by_call(None, ValueError("no")))
    assert pickling.described(spec) == "b (1 s, then 2 s, raises nothing, then ValueError('no'))"


def codes_of(code: CodeType) -> Iterator[CodeType]:
    """Give *code* and all code in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes_of(constant)


@pytest.mark.parametrize("module", [asyncio.base_events, asyncio.tasks, dis], ids=lambda module: str(module.__name__))
def test_global_names_are_those_of_the_disassembler(module: ModuleType) -> None:
    """The names of globals are found as cloudpickle finds them, also where a code has more than 256 names."""
    many = "\n".join(f"name_{number} = name_{number + 1}()" for number in range(600))
    sources = inspect.getsource(module), f"def function():\n global name_7\n {many.replace(chr(10), chr(10) + ' ')}"
    for source in sources:
        for code in codes_of(compile(source, "a file", "exec")):
            found = [each for each in dis.get_instructions(code) if each.opcode in pickling.GLOBAL_OPS]
            assert list(pickling.global_names(code)) == [each.argval for each in found]
