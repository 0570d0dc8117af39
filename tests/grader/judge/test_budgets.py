"""Submissions that never end, or take what is not theirs: ended in time, as failed, and nobody else is harmed."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

import pytest

from grader.judge import grading
from grader.judge.watch import GRANULARITY, Budget
from grader.protocol import Limits

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

    Statuses = tuple[list[str], list[str]]


def checks(count: int) -> str:
    """Return a suite of *count* checks."""
    return "\n".join(
        f'''
@pytest.mark.points(1)
def test_{number}(lab):
    """It returns {number}."""
    assert lab.call("answer", {number}).returned == {number}
'''
        for number in range(count)
    )


GOOD = "async def answer(number):\n    return number\n"
IN_A_CALL = """
import asyncio, os, re, sys

async def answer(number):
    {statement}
"""
ENDLESS = {
    "a loop": IN_A_CALL.format(statement="while True: pass"),
    "a loop that swallows everything": IN_A_CALL.format(
        statement="""while True:
        try:
            while True:
                pass
        except BaseException:
            pass"""
    ),
    "one call into C": IN_A_CALL.format(statement="sum(range(10**12))"),
    "an enormous number": IN_A_CALL.format(statement="10**10**8"),
    "a regular expression": IN_A_CALL.format(statement="re.match('(a*)*$', 'a' * 64 + 'b')"),
    "an empty pipe": IN_A_CALL.format(statement="os.read(os.pipe()[0], 1)"),
    "a signal that never comes": IN_A_CALL.format(statement="__import__('signal').pause()"),
    "naps": IN_A_CALL.format(statement="while True: __import__('select').select([], [], [], 0.02)"),
    "sleep(0)": IN_A_CALL.format(statement="while True: await asyncio.sleep(0)"),
    "a heartbeat": IN_A_CALL.format(statement="while True: await asyncio.sleep(1)"),
    "at import": "while True: pass\n" + GOOD,
    "at import, swallowing everything": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass\n" + GOOD
    ),
    "at import, an empty pipe": "import os\nos.read(os.pipe()[0], 1)\n" + GOOD,
    "threads that come and go": IN_A_CALL.format(
        statement="""import _thread
    def work():
        for _ in range(10**6): pass
        _thread.start_new_thread(work, ())
    work()
    __import__('signal').pause()"""
    ),
}


HASTY = {
    "FULL": Budget(cpu=0.25, idle=0.2, total=0.8),
    "SHORT": Budget(cpu=0.15, idle=0.15, total=0.3),
    "FULL_LIMITS": Limits(cpu=0.15),
    "SHORT_LIMITS": Limits(cpu=0.1),
}
"""Budgets for impatient tests; an honest check still needs a tenth of them."""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, house_type: type[House]) -> dict[str, Statuses]:
    """Return what became of each endless submission, and of the honest one after it, all graded together."""
    house = house_type(tmp_path_factory.mktemp("endless"))
    sources: dict[str, str] = {}
    for number, source in enumerate(ENDLESS.values()):
        house.suite(f"endless_{number}", checks(2))
        house.suite(f"honest_{number}", checks(1))
        sources |= {f"endless_{number}": source, f"honest_{number}": GOOD}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in HASTY.items():
            patch.setattr(grading, name, value)
        found: list[list[str]] = [[check.status for check in exercise.checks] for exercise in house.grade(sources)]
    return dict(zip(ENDLESS, zip(found[::2], found[1::2], strict=True), strict=True))


@pytest.mark.timeout(120)  # the first of them grades for all
@pytest.mark.parametrize("name", ENDLESS)
def test_endless_submission_is_ended(graded: dict[str, Statuses], name: str) -> None:
    """A submission that never ends is failed, whatever it does, and the next one is as it was."""
    assert graded[name] == (["failed"] * 2, ["passed"])


@pytest.mark.timeout(120)
def test_endless_exercise_costs_six_seconds(house: House) -> None:
    """An exercise of eight checks, none of which ends or lets itself be ended, costs six CPU seconds in all."""
    house.suite("alpha", checks(8))
    before = cpu_of_children()
    assert {each.status for each in house.verdicts(ENDLESS["a loop that swallows everything"])} == {"failed"}
    assert cpu_of_children() - before < 6


def test_idle_exercise_costs_six_seconds() -> None:
    """An exercise of eight checks that only waits costs six seconds in all."""
    assert grading.FULL.idle + 7 * grading.SHORT.idle + 8 * GRANULARITY < 6


def cpu_of_children() -> float:
    """Return the CPU seconds that this process's descendants have used which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_input_is_at_its_end(house: House) -> None:
    """input() has nothing to wait for."""
    house.suite("alpha", checks(1))
    assert {
        (v.status, "EOFError" in str(v.happened)) for v in house.verdicts(IN_A_CALL.format(statement="input()"))
    } == {("failed", True)}


def test_one_huge_block_is_a_memory_error(house: House) -> None:
    """A block of memory beyond the cap raises MemoryError in the submission, as on a small machine."""
    house.suite("alpha", checks(1))
    verdicts = house.verdicts(IN_A_CALL.format(statement="bytearray(4 << 30)"))
    assert {(v.status, "MemoryError" in str(v.happened)) for v in verdicts} == {("failed", True)}


def test_output_is_capped(house: House) -> None:
    """What a submission prints is kept up to a limit, in runs as at import."""
    house.suite("alpha", checks(1))
    (exercise,) = house.grade({"alpha": "print('x' * 10**6)\n" + IN_A_CALL.format(statement="print('y' * 10**6)")})
    assert len(exercise.output) <= 2_000
    assert {(v.status, len(v.output) <= 2_000) for v in exercise.checks} == {("failed", True)}


def test_slow_runs_are_added_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs that each stay below the budget are ended when they cost too much together."""
    house.suite(
        "alpha",
        '''
        @pytest.mark.points(1)
        @given(number=st.integers(0, 10**6))
        def test_it(lab, number):
            """It gives back the number."""
            assert lab.call("answer", number).returned == number
        ''',
    )
    monkeypatch.setattr(grading, "FULL", HASTY["FULL"])
    source = IN_A_CALL.format(
        statement="""end = sum(os.times()[:2]) + 0.1
    while sum(os.times()[:2]) < end: pass
    return number"""
    )
    verdict = house.verdict(source)
    assert verdict.status == "failed"
    assert "together" in str(verdict.happened)


def test_fork_bomb_ends_with_its_check(house: House) -> None:
    """Processes that a submission starts end with their check, whatever group or session they have gone to."""
    house.suite("alpha", checks(1))
    house.suite("beta", checks(1))
    bomb = """
    for _ in range(30):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True: pass
            while True: pass
    os._exit(0)"""
    alpha, beta = house.grade({"alpha": IN_A_CALL.format(statement=bomb.strip()), "beta": GOOD})
    assert {each.status for each in alpha.checks} == {"failed"}
    assert {each.status for each in beta.checks} == {"passed"}
