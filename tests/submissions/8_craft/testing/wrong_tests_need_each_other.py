"""Has one object for all tests: each goes on where the one before has stopped.

fails: testing::test_tests_pass_with_all_that_is_right
diagnosis: dependent-tests
"""

import asyncio

import aiohttp
import pytest
import weather
from aioresponses import aioresponses
from forecasts import Forecasts

fetched = []
times = [0]


async def answer(town):
    fetched.append(town)
    await asyncio.sleep(0.01)
    return f"sun in {town}"


forecasts = Forecasts(answer, keep=100, clock=lambda: times[-1])


async def test_gives_what_was_fetched():
    assert await forecasts.get("Bergen") == "sun in Bergen"
    assert await forecasts.get("Tromsø") == "sun in Tromsø"


async def test_keeps_a_forecast_for_a_while():
    times.append(80)
    await forecasts.get("Bergen")
    assert fetched == ["Bergen", "Tromsø"]
    times.append(120)
    await forecasts.get("Bergen")
    assert fetched == ["Bergen", "Tromsø", "Bergen"]


async def test_fetches_once_for_all_who_wait():
    fetched = []
    is_asked, answers = (asyncio.Event(), asyncio.Event())

    async def fetch(town):
        fetched.append(town)
        if town == "Bergen":
            is_asked.set()
            await answers.wait()
        return f"sun in {town}"

    forecasts = Forecasts(fetch)
    waiting = [asyncio.create_task(forecasts.get("Bergen")) for _ in range(3)]
    async with asyncio.timeout(1):
        await is_asked.wait()
        assert await forecasts.get("Tromsø") == "sun in Tromsø"
        answers.set()
        assert [await each for each in waiting] == ["sun in Bergen"] * 3
    assert sorted(fetched) == ["Bergen", "Tromsø"]


async def test_an_error_is_raised_and_not_kept():
    fetched = []
    is_asked, answers = (asyncio.Event(), asyncio.Event())
    fails = True

    async def fetch(town):
        fetched.append(town)
        is_asked.set()
        await answers.wait()
        if fails:
            raise ConnectionError(town)
        return f"sun in {town}"

    forecasts = Forecasts(fetch)
    waiting = [asyncio.create_task(forecasts.get("Bergen")) for _ in range(2)]
    await is_asked.wait()
    answers.set()
    told = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(each) for each in told] == [ConnectionError, ConnectionError]
    fails = False
    assert await forecasts.get("Bergen") == "sun in Bergen"


async def test_asks_the_service():
    url = "http://weather.example/sky/Lima"
    with aioresponses() as web:
        web.get(url, payload={"sky": "fog"})
        assert await weather.fetch("Lima") == "fog"
        web.get(url, status=503)
        web.get(url, payload={"sky": "sun"})
        assert await weather.fetch("Lima") == "sun"
        for answer in ({"status": 500}, {"exception": aiohttp.ClientError()}, {"exception": TimeoutError()}):
            web.get(url, **answer)
            with pytest.raises(weather.NoForecast):
                await weather.fetch("Lima")
        web.get(url, status=503)
        web.get(url, status=503)
        web.get(url, payload={"sky": "rain"})
        with pytest.raises(weather.NoForecast):
            await weather.fetch("Lima")
