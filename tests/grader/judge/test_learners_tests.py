"""A submission that consists of tests is judged by what becomes of them with right modules and broken ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    assert verdict.happened == "What became of your tests:\n   passed  test_price"
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
