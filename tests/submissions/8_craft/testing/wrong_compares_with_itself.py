"""Compares what the code gives with what the code gives.

fails: testing::test_wrong_forecasts_are_found
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
    assert await forecasts.get("Bergen") == await forecasts.get("Bergen")
    assert await forecasts.get("Tromsø") == await forecasts.get("Tromsø")


async def test_keeps_a_forecast_for_a_while():
    fetched = []
    now = 0

    async def fetch(town):
        fetched.append(now)

    forecasts = Forecasts(fetch, keep=100, clock=lambda: now)
    for now in (0, 80, 120):
        await forecasts.get("Bergen")
    assert fetched == [0, 120]


async def test_fetches_once_for_all_who_wait():
    fetched = []
    answers = asyncio.Event()

    async def fetch(town):
        fetched.append(town)
        if len(fetched) == 2:
            answers.set()
        await answers.wait()

    forecasts = Forecasts(fetch)
    async with asyncio.timeout(0.5):
        await asyncio.gather(*(forecasts.get(town) for town in ("Bergen", "Tromsø", "Bergen")))
    assert len(fetched) == 2


async def test_an_error_is_raised_and_not_kept():
    async def fetch(town):
        await asyncio.sleep(0.01)
        if fails:
            raise ConnectionError(town)

    forecasts = Forecasts(fetch)
    fails = True
    told = await asyncio.gather(forecasts.get("Bergen"), forecasts.get("Bergen"), return_exceptions=True)
    assert [type(each) for each in told] == [ConnectionError, ConnectionError]
    fails = False
    await forecasts.get("Bergen")


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
