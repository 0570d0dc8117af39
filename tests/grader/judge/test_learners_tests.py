"""A submission that consists of tests is judged by what becomes of them with right modules and broken ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import House

SHOP = """
async def price(what):
    return {"tea": 3}[what]
"""

CHECK = """
    BROKEN = "async def price(what): return 0"

    @pytest.mark.points(1)
    def test_finds_what_is_broken(lab):
        '''A shop where all is free is found out.'''
        right = lab.test()
        assert right.tests != {}
        assert right.failures == []
        broken = lab.test(shop=BROKEN)
        assert broken.caught_by(right) != []
"""


def shop(house: House, *, kind: str = "public") -> House:
    """Give a course with a module that is given, and a check of its tests."""
    house.suite("topic", CHECK, kind=kind)
    folder = house.root / "tests" / "public" / "1_first" / "topic"
    folder.mkdir(parents=True)
    (folder / "shop.py").write_text(SHOP)
    return house


def test_good_tests_pass(house: House) -> None:
    """Tests that pass with the given module and fail with the broken one are right, in a hidden suite, too."""
    source = "from shop import price\n\nasync def test_price():\n    assert await price('tea') == 3\n"
    assert shop(house, kind="hidden").verdict(source).status == "passed"


def test_failure_is_told_with_its_line(house: House) -> None:
    """What a test asserts wrongly is told with its name, its line and its text."""
    verdict = shop(house).verdict(
        "from shop import price\n\nasync def test_price():\n    assert await price('tea') == 4, 'dear'\n"
    )
    assert verdict.happened == (
        "`test_price` failed at line 4: AssertionError: dear\n  assert await price('tea') == 4, 'dear'"
    )
    assert verdict.expected == "Expected every test to pass."
    assert verdict.place is not None
    assert verdict.place.line == 4


def test_nothing_found_is_told(house: House) -> None:
    """Tests that all pass with a broken module are listed."""
    verdict = shop(house).verdict("from shop import price\n\nasync def test_price():\n    assert price('tea')\n")
    assert verdict.happened == (
        "What became of your tests:\n   passed  test_price\n"
        "asyncio complained: coroutine `price` was never awaited, so it never ran."
    )
    assert verdict.expected == "Expected a test that passes with what is right to fail with this."


def test_no_test_is_told(house: House) -> None:
    """A submission without any test is told how pytest knows them."""
    verdict = shop(house).verdict("async def check():\n    pass\n")
    assert verdict.happened == "No test was found: pytest takes functions whose names begin with `test_`."
    assert verdict.expected == "Expected a test."


def test_todo_is_told(house: House) -> None:
    """A test that is still a TODO is told as such, and catches nothing."""
    verdict = shop(house).verdict("def test_price():\n    raise NotImplementedError('test_price')\n")
    assert verdict.happened == "`test_price` is still a TODO."


def test_hanging_is_told(house: House) -> None:
    """A test in which nothing can happen any more is told with whom it waits for."""
    verdict = shop(house).verdict("import asyncio\n\nasync def test_price():\n    await asyncio.Event().wait()\n")
    assert str(verdict.happened).startswith("`test_price` never ends: everybody waits")


TESTS = """
    OTHER = "async def price(what): return {'tea': 3.0}[what]"
    BROKEN = "async def price(what): return 0"

    @pytest.mark.points(1)
    def test_tests(lab):
        '''The tests are good ones.'''
        right = lab.test()
        assert right.tests != {}
        assert right.failures == []
        assert right.elapsed < 1
        assert lab.test(shop=OTHER).failures == []
        assert lab.test(backwards=True).failures == []
        broken = lab.test(shop=BROKEN)
        assert broken.caught_by(right) != []
        assert broken.hanging == []
"""

GOOD = "async def test_price():\n    assert await price('tea') == 3\n"

NAMED = {
    "no test": ("async def check(): pass", "no-test"),
    "asserts nothing": ("async def test_price(): await price('tea')", "catches-nothing"),
    "never awaits": ("async def test_price(): assert price('tea')", "never-awaited"),
    "expects something else": ("async def test_price(): assert await price('tea') == 4", "wrong-test"),
    "expects too much": ("async def test_price(): assert repr(await price('tea')) == '3'", "over-specified"),
    "sleeps": ("async def test_sleeps(): await asyncio.sleep(60)\n" + GOOD, "slow-tests"),
    "goes on": (
        "seen = []\nasync def test_a(): seen.append(await price('tea'))\nasync def test_b(): assert seen == [3]",
        "dependent-tests",
    ),
    "asserts in a task": (
        "async def check(): assert await price('tea') == 3\n\n"  # noqa: ISC004 (a comma would be wrong here)
        "async def test_price(): await asyncio.wait([asyncio.create_task(check())])",
        "never-retrieved",
    ),
    "hangs": (
        GOOD + "async def test_waits():\n    while not await price('tea'): await asyncio.Event().wait()",
        "hanging-test",
    ),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_is_wrong_with_tests_has_a_name(house: House, name: str) -> None:
    """What a run of tests shows tells what is wrong with them."""
    source, mistake = NAMED[name]
    house.suite("topic", TESTS)
    folder = house.root / "tests" / "public" / "1_first" / "topic"
    folder.mkdir()
    (folder / "shop.py").write_text(SHOP)
    verdict = house.verdict(f"import asyncio\nfrom shop import price\n\n{source}\n")
    assert verdict.diagnosis is not None, verdict
    assert verdict.diagnosis.name == mistake
