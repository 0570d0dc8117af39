"""testing: the checks that make sure."""

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


IN_THE_TASK_OF_THE_FIRST = """
import asyncio
import time

class Answer:
    def __init__(self):
        self.has_come = asyncio.Event()
        self.forecast = self.error = None

class Forecasts:
    def __init__(self, fetch, keep=600, clock=time.monotonic):
        self.fetch, self.keep, self.clock = fetch, keep, clock
        self.answers = {}

    async def get(self, town):
        answer = self.answers.get(town)
        if answer is None or answer.has_come.is_set() and self.clock() > answer.arrived + self.keep:
            answer = self.answers[town] = Answer()
            try:
                answer.forecast = await self.fetch(town)
            except Exception as error:
                answer.error = error
                del self.answers[town]
            answer.arrived = self.clock()
            answer.has_come.set()
        await answer.has_come.wait()
        if answer.error is not None:
            raise answer.error
        return answer.forecast
"""

IN_ITS_OWN_TIME = """
import asyncio
import time

class Forecasts:
    def __init__(self, fetch, keep=600, clock=time.monotonic):
        self.fetch, self.keep, self.clock = fetch, keep, clock
        self.forecasts, self.waiting, self.tasks = {}, {}, set()

    async def get(self, town):
        arrived, forecast = self.forecasts.get(town, (self.clock() - self.keep - 1, None))
        if self.clock() - arrived <= self.keep:
            await asyncio.sleep(0)
            return forecast
        future = asyncio.get_running_loop().create_future()
        if town not in self.waiting:
            self.waiting[town] = []
            task = asyncio.create_task(self.ask(town))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        self.waiting[town].append(future)
        return await future

    async def ask(self, town):
        for _ in range(3 + 2 * (len(town) % 4)):
            await asyncio.sleep(0)
        try:
            forecast = await self.fetch(town)
        except Exception as error:
            self.tell(town, lambda future: future.set_exception(error))
        else:
            self.forecasts[town] = self.clock(), forecast
            self.tell(town, lambda future: future.set_result(forecast))

    def tell(self, town, answer):
        for future in reversed(self.waiting.pop(town)):
            if not future.done():
                answer(future)
"""

BY_ITSELF = """
import aiohttp

class NoForecast(LookupError):
    pass

async def fetch(town):
    patience = aiohttp.ClientTimeout(total=60)
    for _ in range(2):
        try:
            async with aiohttp.request("GET", f"http://weather.example/sky/{town}", timeout=patience) as response:
                if response.status < 400:
                    told = await response.json()
                    return told["sky"]
                if response.status != 503:
                    break
        except (aiohttp.ClientError, TimeoutError):
            break
    raise NoForecast
"""


@pytest.mark.points(3)
def test_tests_pass_with_all_that_is_right(lab):
    """All tests pass with other modules that keep the same promises, and they pass in any order."""
    assert lab.test().failures == []
    in_task = lab.test(forecasts=IN_THE_TASK_OF_THE_FIRST, weather=BY_ITSELF)
    assert in_task.tests != {}
    assert in_task.failures == []
    in_time = lab.test(forecasts=IN_ITS_OWN_TIME)
    assert in_time.failures == []
    assert lab.test(backwards=True).failures == []
    nothing = lab.test(forecasts=NOTHING)
    assert nothing.caught_by(in_task) != []


@pytest.mark.points(2)
def test_keeping_for_longer_is_found(lab):
    """A test fails when a forecast that is asked for again is kept for longer."""
    right = lab.test()
    again = broken("return forecast", "self._kept[town] = self._clock(), forecast", "return forecast")
    assert lab.test(forecasts=again).caught_by(right) != []


@pytest.mark.points(2)
def test_a_kept_error_is_found(lab):
    """A test fails when an error is kept, and one when only the first who waits hears of it."""
    right = lab.test()
    kept = broken("self._under_way.pop(town, None)", "if town in self._kept:", "    self._under_way.pop(town)")
    assert lab.test(forecasts=kept).caught_by(right) != []
    first = lab.test(
        forecasts=broken(
            "if town not in self._under_way:",
            "if town in self._under_way:",
            "    await asyncio.wait([self._under_way[town]])",
            "    return self._kept.get(town, (0, None))[1]",
            "else:",
        )
    )
    assert first.caught_by(right) != []


@pytest.mark.points(1)
def test_what_comes_out_of_the_service_is_found(lab):
    """A test fails when a bad status or an error is no NoForecast, and one when a busy service is asked thrice."""
    right = lab.test()
    any_status = lab.test(weather=broken("if status >= BAD:", "if False:", given=WEATHER))
    assert any_status.caught_by(right) != []
    for error in ("TimeoutError", "aiohttp.ClientError"):
        handler = "except (aiohttp.ClientError, TimeoutError) as error:"
        only_one = lab.test(weather=broken(handler, f"except {error} as error:", given=WEATHER))
        assert only_one.caught_by(right) != []
    again = ("for _ in range(2):", "    if status != BUSY:", "        break")
    thrice = broken("if status == BUSY:", *again, given=WEATHER)
    assert lab.test(weather=thrice).caught_by(right) != []


@pytest.mark.points(1)
def test_waiting_for_another_town_is_found(lab):
    """A test fails within a second, and does not hang, when one town has to wait until another has been fetched."""
    right = lab.test()
    one_by_one = broken(
        "forecast = await self._fetch(town)",
        "self._lock = self.__dict__.get('_lock') or asyncio.Lock()",
        "async with self._lock:",
        "    forecast = await self._fetch(town)",
    )
    run = lab.test(forecasts=one_by_one)
    assert run.caught_by(right) != []
    assert run.hanging == []
    assert run.elapsed < 2
