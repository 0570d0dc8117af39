"""Hangs when one town has to wait for another: nobody would know why.

fails: testing::test_waiting_for_another_town_is_found
diagnosis: hanging-test
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

    async def fetch(town):
        fetched.append(town)
        return f"forecast {len(fetched)}"

    forecasts = Forecasts(fetch, keep=100, clock=lambda: now)
    told = []
    for now in (0, 100, 101):
        told.append((now, await forecasts.get("Bergen")))
    assert told == [(0, "forecast 1"), (100, "forecast 1"), (101, "forecast 2")]


async def test_fetches_once_for_all_who_wait():
    fetched = []
    answers = asyncio.Event()

    async def fetch(town):
        fetched.append(town)
        if town == "Tromsø":
            answers.set()
        await answers.wait()

    forecasts = Forecasts(fetch)
    await asyncio.gather(*(forecasts.get(town) for town in ("Bergen", "Bergen", "Tromsø")))
    assert len(fetched) == 2


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
