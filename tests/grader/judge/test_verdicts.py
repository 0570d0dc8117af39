"""Passed, failed and error: which of them a check gets, and that each check gets exactly one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from grader.judge import client, docket
from grader.sandbox.confinement import LIMITS

if TYPE_CHECKING:
    from grader.judge.watch import Budget
    from grader.judge.worker import Worker
    from tests.grader.judge.conftest import House

RETURNS_42 = '''
@pytest.mark.points(2)
def test_answer(lab):
    """The answer is 42."""
    assert lab.call("answer").returned == 42
'''
GOOD = "async def answer():\n    return 42\n"
TWICE = RETURNS_42 + RETURNS_42.replace("def test_", "def test_again_")


def test_check_that_holds_is_passed(house: House) -> None:
    """A check whose assertions hold is passed and gives its points."""
    house.suite("alpha", RETURNS_42)
    verdict = house.verdict(GOOD)
    assert (verdict.id, verdict.status, verdict.points) == ("alpha::test_answer", "passed", 2)


def test_check_that_does_not_hold_is_failed(house: House) -> None:
    """A failed check says what came and what was expected, and gives no points."""
    house.suite("alpha", RETURNS_42)
    verdict = house.verdict("async def answer():\n    return 41\n")
    assert (verdict.status, verdict.points) == ("failed", 0)
    assert verdict.happened is not None
    assert "41" in verdict.happened
    assert verdict.expected is not None
    assert "42" in verdict.expected


COMPLAINTS = {
    "a complaint too many": ('"callback" not in', "OSError: no.\nExpected no such complaint."),
    "a complaint too few": ('"slow callback" in', "Expected to find 'slow callback'."),
}


@pytest.mark.parametrize(("asked", "told"), COMPLAINTS.values(), ids=COMPLAINTS)
def test_complaint_is_told_as_it_was_asked_for(house: House, asked: str, told: str) -> None:
    """A check that wants a certain complaint, or none of a kind, says so in one sentence, after what there was."""
    house.suite(
        "alpha",
        f'''
        @pytest.mark.points(1)
        def test_it(lab):
            """It is quiet."""
            assert {asked} lab.call("answer").warnings
        ''',
    )
    verdict = house.verdict("""
        import asyncio, time

        def fail():
            raise OSError("no")

        async def answer():
            loop = asyncio.get_running_loop()
            loop.create_task(asyncio.sleep(5))
            loop.call_soon(fail)
            await asyncio.sleep(1)
    """)
    assert told in f"{verdict.happened}\n{verdict.expected}"


ERRORS = {
    "asks nothing": ('"""Nothing."""', "without asking anything"),
    "never runs": ('"""Nothing."""\n    lab.call("answer")', "without asking anything"),
    "misspells": ('"""Slip."""\n    assert lab.call("answer").returned == fourty_two', "NameError"),
    "breaks first": ('"""Slip."""\n    1 / 0', "ZeroDivisionError"),
    "no scenario": ('"""Slip."""\n    lab.call("answer").returned\n    lab.play(print)', "not marked @scenario"),
    "sends what cannot go": (
        '"""Slip."""\n    lab.call("answer").returned\n    lab.call("answer", (n for n in ()))',
        "cannot be sent",
    ),
    "sends too much": ('"""Slip."""\n    lab.call("answer", "x" * 5_000_000)', "can be sent"),
    "gives up by itself": ('"""Slip."""\n    lab.call("answer").returned\n    pytest.skip("no")', "Skipped"),
}


@pytest.mark.parametrize(("body", "said"), ERRORS.values(), ids=ERRORS)
def test_author_s_mistake_is_an_error(house: House, body: str, said: str) -> None:
    """What only the author of a suite can have done wrong is an error, and not the learner's failure."""
    house.suite("alpha", f"@pytest.mark.points(1)\ndef test_it(lab):\n    {body}\n")
    verdict = house.verdict(GOOD)
    assert (verdict.status, verdict.points) == ("error", 0)
    assert said in str(verdict.happened)


@pytest.mark.parametrize(
    ("source", "workers", "problem"),
    [
        ("print('hello')\n" + GOOD, 2, None),
        (GOOD.replace("42", "41"), 3, None),
        ("1 / 0\n" + GOOD, 2, "ZeroDivisionError"),
    ],
    ids=["right", "wrong", "does not load"],
)
def test_module_that_loads_costs_no_worker(
    house: House, monkeypatch: pytest.MonkeyPatch, source: str, workers: int, problem: str | None
) -> None:
    """Whether the module loads is seen by the first check that passes; only if it fails, it is asked for by itself."""
    house.suite("alpha", TWICE)
    started: list[Worker] = []
    start = client.Lab.worker

    def worker(lab: client.Lab, budget: Budget) -> Worker:
        started.append(start(lab, budget))
        return started[-1]

    monkeypatch.setattr(client.Lab, "worker", worker)
    (exercise,) = house.grade({"alpha": source})
    assert len(started) == workers
    assert (problem or "") in (exercise.problem or "")
    assert (exercise.problem is None) == (problem is None)
    assert exercise.output == ("hello\n" if "hello" in source else "")


def test_module_that_loads_no_more_passes(house: House) -> None:
    """What a submission does when it is loaded once more, after a check that has passed, changes no verdict."""
    house.suite("alpha", TWICE)
    source = "import os, sys\nif vars(sys).get('seen'):\n    os._exit(3)\nvars(sys)['seen'] = True\n"
    assert {each.status for each in house.verdicts(source + GOOD)} == {"passed"}


def test_what_kills_the_lab_when_it_is_loaded_once_more_fails(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who kills the warm parent has gained nothing by being asked for its module afterwards."""
    house.suite("alpha", TWICE)
    monkeypatch.setattr(client, "strongest", lambda: LIMITS)
    kill = "    os.kill(os.getppid(), 9)\n    while True: pass\n"
    source = f"import os, sys\nif vars(sys).get('seen'):\n{kill}vars(sys)['seen'] = True\n"
    assert [each.status for each in house.verdicts(source + GOOD)] == ["failed", "passed"]


def test_check_that_never_reports_is_an_error(house: House) -> None:
    """A check that was collected and gave no verdict is an error: here it was skipped."""
    house.suite("alpha", RETURNS_42.replace("@pytest", "@pytest.mark.skip\n@pytest", 1))
    verdict = house.verdict(GOOD)
    assert (verdict.status, verdict.happened) == ("error", "The check reported 0 times; expected once.")


def test_check_that_reports_twice_is_an_error(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that gave two verdicts is an error, whatever they were."""
    house.suite("alpha", RETURNS_42)
    collect = docket.Docket._collect
    monkeypatch.setattr(docket.Docket, "_collect", lambda *asked: collect(*asked) * 2)
    verdicts = house.verdicts(GOOD)
    assert {(each.status, each.happened) for each in verdicts} == {
        ("error", "The check reported 2 times; expected once.")
    }


@pytest.mark.parametrize("start", ["fork", "spawn"])
@pytest.mark.parametrize("python", ["/nowhere/python", "/bin/false"])
def test_lab_that_cannot_start_is_an_error(
    house: House, monkeypatch: pytest.MonkeyPatch, python: str, start: client.Start
) -> None:
    """Where no lab can be started, nothing can be said of the submission."""
    house.suite("alpha", RETURNS_42)
    monkeypatch.setattr(sys, "executable", python)
    verdict = house.verdict(GOOD, start=start)
    assert (verdict.status, verdict.points) == ("error", 0)
    assert "The lab does not work here" in str(verdict.happened)


def test_failure_that_comes_and_goes_is_told_as_it_was(house: House) -> None:
    """A submission with real randomness fails when it fails, by what was seen then."""
    house.suite(
        "alpha",
        '''
        @pytest.mark.points(1)
        @given(number=st.integers(0, 9))
        def test_it(lab, number):
            """It always gives 42."""
            assert lab.call("answer").returned == 42
        ''',
    )
    verdict = house.verdict("import os\n\nasync def answer():\n    return 42 if os.urandom(1)[0] < 100 else 7\n")
    assert (verdict.status, verdict.happened) == ("failed", "`answer` returned 7.")


def test_how_many_answers_there_are_is_told(house: House) -> None:
    """A number that is compared with how many there are is not taken for an earlier answer that was the same number."""
    house.suite(
        "alpha",
        '''
        @pytest.mark.points(1)
        def test_it(lab):
            """It works once."""
            run = lab.call("main", job("work", takes=1))
            assert run.peak("work") == 1
            assert len(run.times("work started")) == 1
        ''',
    )
    verdict = house.verdict("async def main(work):\n    await work()\n    await work()\n")
    assert verdict.happened == "Looking at the times of 'work started': 2."
    assert (verdict.expected or "").startswith("Expected 1.\n")


def test_long_texts_are_compared_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A submission cannot keep the judge busy with the difference of two long texts."""
    monkeypatch.setenv("CI", "true")  # where pytest shows differences in full
    house.suite(
        "alpha",
        '''
        @pytest.mark.points(1)
        def test_it(lab):
            """It gives a long text."""
            run = lab.call("answer")
            assert run.returned == "\\n".join(f"line {n} of a long text" for n in range(3000))
        ''',
    )
    source = 'async def answer():\n    return "\\n".join(f"lime {n}0 of one long text" for n in range(3000))\n'
    verdict = house.verdict(source)
    assert verdict.status == "failed"
    assert len(str(verdict.happened)) < 500


@pytest.mark.parametrize(
    ("gives", "asked", "happened", "expected"),
    [
        ("[0.0, 8.5, -3.0]", "run.returned == [0, 8.5]", "returned [0, 8.5, -3].", "Expected [0, 8.5]."),
        ("{1.0: (2.0, 1e300)}", "run.returned == 1.0", "returned {1: (2, 1e+300)}.", "Expected 1."),
        ("2", '[run.at("a"), run.at("b")] == [1, None]', "'b' never happened.", "Expected [1, never]."),
    ],
)
def test_numbers_are_shown_as_checks_write_them(
    house: House, gives: str, asked: str, happened: str, expected: str
) -> None:
    """Equal numbers look equal, as a float or not; and a time at which nothing happens is called never."""
    house.suite(
        "alpha",
        f'''
        @pytest.mark.points(1)
        def test_it(lab):
            """It gives numbers."""
            run = lab.call("answer")
            assert {asked}
        ''',
    )
    verdict = house.verdict(f"async def answer():\n    return {gives}\n")
    assert (verdict.happened or "").endswith(happened)
    assert (verdict.expected or "").startswith(expected)


def test_explanation_is_capped(house: House) -> None:
    """An exception's message cannot fill the report."""
    house.suite("alpha", RETURNS_42)
    verdict = house.verdict('async def answer():\n    raise ValueError("x" * 10**6)\n')
    assert verdict.status == "failed"
    assert len(str(verdict.happened)) <= 4_000
