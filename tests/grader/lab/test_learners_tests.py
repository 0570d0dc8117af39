"""A submission's own tests run in the lab under pytest and pytest-asyncio, and what becomes of each is recorded."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from grader.protocol import seconds

if TYPE_CHECKING:
    from grader.judge.run import Run

    from .conftest import Bench

SHOP = """
import asyncio

async def buy(what):
    await asyncio.sleep(3)
    return what
"""

BROKEN = SHOP.replace("return what", "return None")


def outcomes(run: Run) -> list[tuple[str, str, float, float]]:
    """List name, outcome, start and end of each test."""
    return [(t.name, t.outcome, seconds(t.start), seconds(t.end)) for t in run.recording.tests]


def told(run: Run, name: str) -> tuple[str, int | None]:
    """Give the message of the test *name*, and the line that it is about."""
    (found,) = (test for test in run.recording.tests if test.name == name)
    return found.message, found.place.line if found.place else None


def test_outcomes_in_virtual_time(bench: Bench) -> None:
    """Each test has a name, an outcome, and a beginning and an end in virtual time."""
    run = bench.test(
        """
        import asyncio
        import pytest
        from shop import buy

        async def test_right():
            assert await buy("tea") == "tea"

        async def test_wrong():
            assert await buy("tea") == "milk"

        def test_plain():
            assert asyncio.run(buy(1)) == 1

        @pytest.mark.parametrize("what", ["a", "b"])
        async def test_each(what):
            assert await buy(what) == "a"

        class TestShop:
            @pytest.mark.asyncio
            async def test_marked(self):
                await asyncio.sleep(86_400)

        @pytest.mark.skip(reason="it would fail: to skip it is what this learner wants")
        async def test_later():
            assert False

        @pytest.mark.xfail(reason="it fails: as this learner expects")
        async def test_hopeless():
            assert False

        @pytest.fixture
        def nothing():
            raise KeyError("nothing")

        async def test_helpless(nothing):
            pass
        """,
        shop=SHOP,
    )
    assert outcomes(run) == [
        ("test_right", "passed", 0, 3),
        ("test_wrong", "failed", 3, 6),
        ("test_plain", "passed", 6, 9),
        ("test_each[a]", "passed", 9, 12),
        ("test_each[b]", "failed", 12, 15),
        ("TestShop::test_marked", "passed", 15, 86_415),
        ("test_later", "skipped", 86_415, 86_415),
        ("test_hopeless", "skipped", 86_415, 86_415),
        ("test_helpless", "error", 86_415, 86_415),
    ]
    assert told(run, "test_wrong") == ("AssertionError", 9)
    assert told(run, "test_helpless") == ("KeyError: 'nothing'", 33)
    assert (run.ended, run.elapsed, run.warnings) == ("returned", 86_415, [])
    assert run.failures == ["test_wrong", "test_each[b]", "test_helpless"]


def test_modules_are_replaced(bench: Bench) -> None:
    """The same tests meet another module in each run, and the module that was there before in the next one."""
    source = """
        from shop import buy

        async def test_buys():
            assert await buy("tea") == "tea"

        async def test_runs():
            await buy("tea")
    """
    right, broken, again = (bench.test(source, shop=shop) for shop in (SHOP, BROKEN, SHOP))
    assert right.tests == {"test_buys": "passed", "test_runs": "passed"} == again.tests
    assert broken.tests == {"test_buys": "failed", "test_runs": "passed"}
    assert broken.caught_by(right) == ["test_buys"]
    assert right.caught_by(right) == []
    assert bench.test("import shop\n").ended == "problem"


def test_failure_in_right_catches_nothing(bench: Bench) -> None:
    """A test that fails whatever the module is has caught nothing."""
    source = "from shop import buy\n\nasync def test_never():\n    assert await buy(1) == 2\n"
    right, broken = bench.test(source, shop=SHOP), bench.test(source, shop=BROKEN)
    assert (broken.failures, broken.caught_by(right)) == (["test_never"], [])


def test_fixtures_of_all_kinds(bench: Bench) -> None:
    """Fixtures run before and after a test, asynchronous ones on its loop; pytest's own are there."""
    run = bench.test(
        """
        import asyncio
        import pytest
        import pytest_asyncio

        @pytest.fixture
        async def opened():
            await asyncio.sleep(1)
            yield asyncio.get_running_loop()
            await asyncio.sleep(2)
            print("closed")

        @pytest_asyncio.fixture
        async def lent(opened):
            return opened

        async def test_one_loop(opened, lent):
            assert opened is lent is asyncio.get_running_loop()

        def test_own_fixtures(monkeypatch, capsys, request):
            monkeypatch.setenv("SHOP", "open")
            print("hello")
            assert capsys.readouterr().out == "hello\\n"

        async def test_raises():
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asyncio.sleep(9), 0.5)
        """
    )
    assert outcomes(run) == [
        ("test_one_loop", "passed", 0, 3),
        ("test_own_fixtures", "passed", 3, 3),
        ("test_raises", "passed", 3, 3.5),
    ]
    assert run.output == "closed\n"


def test_forgotten_await_is_noticed(bench: Bench) -> None:
    """What a test never awaits is in the recording, with its line."""
    run = bench.test(
        """
        import pytest
        from shop import buy

        async def test_buys():
            assert buy("tea")

        async def test_refuses():
            with pytest.raises(ValueError):
                buy("tea")
        """,
        shop=SHOP,
    )
    assert run.tests == {"test_buys": "passed", "test_refuses": "failed"}
    assert [(w.kind, w.place and w.place.line) for w in run.recording.warnings] == [
        ("never awaited", 5),
        ("never awaited", 9),
    ]
    assert told(run, "test_refuses") == ("Failed: DID NOT RAISE ValueError", 8)


def test_that_hangs_is_the_last(bench: Bench) -> None:
    """A test in which nothing can happen any more ends the run; the ones before it are told, and it as hanging."""
    run = bench.test(
        """
        import asyncio

        async def test_fine():
            await asyncio.sleep(1)

        async def test_hangs():
            await asyncio.Event().wait()

        async def test_never_begun():
            pass
        """
    )
    assert run.tests == {"test_fine": "passed", "test_hangs": "hung"}
    assert run.failures == ["test_hangs"]
    assert run.recording.deadlock is not None
    assert [waiter.place and waiter.place.line for waiter in run.recording.deadlock.waiters] == [7]


def test_without_an_end_is_given_up(bench: Bench) -> None:
    """A test without an end ends the run as any submission without an end does."""
    run = bench.test("import asyncio\n\nasync def test_waits():\n    while True:\n        await asyncio.sleep(9_999)\n")
    assert (run.ended, run.recording.budget) == ("budget", "virtual")
    assert [test.outcome for test in run.recording.tests] == ["hung"]


def test_next_run_knows_nothing_of_a_hanging_one(bench: Bench) -> None:
    """After a run that hung, another one in the same worker is as if it was the first."""
    bench.test("import asyncio\n\nasync def test_hangs():\n    await asyncio.Event().wait()\n")
    run = bench.test("async def test_fine():\n    pass\n")
    assert (run.tests, run.warnings, run.ended) == ({"test_fine": "passed"}, [], "returned")


def test_what_cannot_be_collected_is_an_error(bench: Bench) -> None:
    """A test that pytest cannot even collect is told as an error of the module."""
    run = bench.test(
        """
        import pytest

        @pytest.mark.parametrize("x", [1])
        def test_without_parameter():
            pass
        """
    )
    assert run.failures == ["program"]
    assert "test_without_parameter: function uses no argument 'x'" in run.recording.tests[0].message


def test_unittest_is_run_too(bench: Bench) -> None:
    """Tests in the style of unittest count."""
    run = bench.test(
        """
        import asyncio
        from unittest import IsolatedAsyncioTestCase

        class TestShop(IsolatedAsyncioTestCase):
            async def test_sleeps(self):
                await asyncio.sleep(2)
                self.assertEqual(1, 2)
        """
    )
    assert outcomes(run) == [("TestShop::test_sleeps", "failed", 0, 2)]


def test_module_without_tests(bench: Bench) -> None:
    """No test is no failure, and no success either: there is just nothing."""
    run = bench.test("async def main():\n    pass\n")
    assert (run.tests, run.failures, run.ended) == ({}, [], "returned")


@pytest.mark.parametrize("seed", [1, 2])
def test_same_recording_every_time(bench: Bench, spawned_bench: Bench, seed: int) -> None:
    """Fresh or not, forked or not: a worker records the same."""
    source = dedent("""
        import asyncio, random

        async def test_random():
            await asyncio.sleep(random.randrange(1000))
            raise RuntimeError(object())
    """)
    runs: list[Any] = [each.test(source, seed=seed).recording for each in (bench, bench, spawned_bench)]
    assert runs[0] == runs[1] == runs[2]


def test_backwards(bench: Bench) -> None:
    """Backwards, the last test comes first."""
    source = "def test_a():\n    pass\n\n\ndef test_b():\n    pass\n"
    assert [*bench.test(source, backwards=True).tests] == ["test_b", "test_a"]
