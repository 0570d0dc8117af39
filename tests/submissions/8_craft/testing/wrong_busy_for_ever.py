"""Has a service that is busy for ever, and never one that has an answer the second time.

fails: testing::test_a_wrong_request_is_found
diagnosis: catches-nothing
"""

import asyncio

import aiohttp
import pytest
import weather
from aioresponses import aioresponses
from forecasts import Forecasts


async def test_gives_what_was_fetched():
    async def fetch(town):
        return f"sun in {town}"

    forecasts = Forecasts(fetch)
    told = [await forecasts.get(town) for town in ("Bergen", "Tromsø", "Bergen")]
    assert told == ["sun in Bergen", "sun in Tromsø", "sun in Bergen"]


async def test_keeps_a_forecast_for_a_while():
    fetched = []
    now: int

    async def fetch(town):
        fetched.append(town)
        return f"forecast {len(fetched)}"

    forecasts = Forecasts(fetch, keep=100, clock=lambda: now)
    told = {}
    for now in (0, 100, 101):
        told[now] = await forecasts.get("Bergen")
    assert told == {0: "forecast 1", 100: "forecast 1", 101: "forecast 2"}


async def test_fetches_once_for_all_who_wait():
    fetched = []
    is_asked, answers = asyncio.Event(), asyncio.Event()

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
    is_asked, answers = asyncio.Event(), asyncio.Event()
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
    assert fetched == ["Bergen"]
    fails = False
    assert await forecasts.get("Bergen") == "sun in Bergen"


async def test_asks_the_service():
    url = "http://weather.example/sky/Bergen"
    with aioresponses() as web:
        web.get(url, payload={"sky": "grey"})
        assert await weather.fetch("Bergen") == "grey"
        for answer in ({"status": 404}, {"exception": aiohttp.ClientError()}, {"exception": TimeoutError()}):
            web.get(url, **answer)
            with pytest.raises(weather.NoForecast):
                await weather.fetch("Bergen")
        web.get(url, status=503)
        web.get(url, status=503)
        web.get(url, payload={"sky": "blue"})
        with pytest.raises(weather.NoForecast):
            await weather.fetch("Bergen")
