"""testing: the checks that a learner may read."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "public" / "8_craft" / "testing"
GIVEN = (FOLDER / "forecasts.py").read_text(encoding="utf-8")
WEATHER = (FOLDER / "weather.py").read_text(encoding="utf-8")


def broken(line, *other, given=GIVEN):
    """Give the text of the *given* module with *other* lines in the place of *line*."""
    found = next(each for each in given.splitlines() if each.strip() == line)
    indent = found[: -len(line)]
    return given.replace(f"{found}\n", "".join(f"{indent}{each}\n" for each in other))


WAIT = "await asyncio.shield(self._under_way[town])"
NOTHING = broken(f"return {WAIT}", WAIT)


@pytest.mark.points(2)
def test_wrong_forecasts_are_found(lab):
    """A test fails when `get` returns nothing, and one when it tells the forecast for another town."""
    right = lab.test()
    nothing = lab.test(forecasts=NOTHING)
    assert nothing.caught_by(right) != []
    mixed_up = lab.test(forecasts=broken("if town in self._kept:", "for town in self._kept:"))
    assert mixed_up.caught_by(right) != []


@pytest.mark.points(3)
def test_wrong_keeping_is_found(lab):
    """A test fails when nothing is kept, and one when everything is kept for ever."""
    right = lab.test()
    never = lab.test(forecasts=broken("if town in self._kept:", "if False:"))
    assert never.caught_by(right) != []
    for_ever = lab.test(forecasts=broken("if self._clock() - arrived <= self._keep:", "if True:"))
    assert for_ever.caught_by(right) != []


@pytest.mark.points(2)
def test_fetching_twice_is_found(lab):
    """A test fails when a forecast that is being fetched is fetched once more for the next one who asks."""
    right = lab.test()
    twice = lab.test(forecasts=broken("if town not in self._under_way:", "if True:"))
    assert twice.caught_by(right) != []


@pytest.mark.points(2)
def test_a_lost_error_is_found(lab):
    """A test fails when an error of the service is lost, and None comes in its place."""
    right = lab.test()
    lost = lab.test(forecasts=broken("finally:", "except Exception:", "    return None", "finally:"))
    assert lost.caught_by(right) != []


@pytest.mark.points(2)
def test_a_wrong_request_is_found(lab):
    """A test fails when the service is asked for another town, and one when it is busy and is not asked again."""
    right = lab.test()
    request = "async with session.get(URL + town) as response:"
    elsewhere = lab.test(weather=broken(request, request.replace("town", "'Atlantis'"), given=WEATHER))
    assert elsewhere.caught_by(right) != []
    once = lab.test(weather=broken("if status == BUSY:", "if False:", given=WEATHER))
    assert once.caught_by(right) != []


@pytest.mark.points(3)
def test_tests_pass_with_what_is_right(lab):
    """With what is given as it is, all tests pass, nothing is left un-awaited, and all take less than a second."""
    run = lab.test()
    assert run.tests != {}
    assert run.failures == []
    assert "never awaited" not in run.warnings
    assert run.elapsed < 1
    nothing = lab.test(forecasts=NOTHING)
    assert nothing.caught_by(run) != []
