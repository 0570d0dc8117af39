"""Long-winded: a class for each fake, one assert after the other, and a loop that gives way until it is so far."""

import asyncio

import aiohttp
import pytest
import weather
from aioresponses import aioresponses
from forecasts import Forecasts


class Service:
    def __init__(self):
        self.fetched = []
        self.may_answer = True
        self.is_down = False

    async def fetch(self, town):
        self.fetched.append(town)
        number = len(self.fetched)
        while not self.may_answer:
            await asyncio.sleep(0)
        if self.is_down:
            raise OSError("down")
        return town + " " + str(number)


class Clock:
    def __init__(self):
        self.time = 1000.0

    def __call__(self):
        return self.time


async def test_gives_what_was_fetched():
    service = Service()
    forecasts = Forecasts(service.fetch)
    first = await forecasts.get("Rome")
    assert first == "Rome 1"
    second = await forecasts.get("Pisa")
    assert second == "Pisa 2"
    assert service.fetched == ["Rome", "Pisa"]


async def test_keeps_a_forecast_for_a_while():
    service = Service()
    clock = Clock()
    forecasts = Forecasts(service.fetch, 600, clock)
    await forecasts.get("Rome")
    assert len(service.fetched) == 1
    clock.time = 1300.0
    await forecasts.get("Rome")
    assert len(service.fetched) == 1
    clock.time = 1599.0
    assert await forecasts.get("Rome") == "Rome 1"
    assert len(service.fetched) == 1
    clock.time = 1601.0
    assert await forecasts.get("Rome") == "Rome 2"
    assert len(service.fetched) == 2
    clock.time = 2100.0
    assert await forecasts.get("Rome") == "Rome 2"


async def test_fetches_once_for_all_who_wait():
    service = Service()
    service.may_answer = False
    forecasts = Forecasts(service.fetch)
    one = asyncio.create_task(forecasts.get("Rome"))
    two = asyncio.create_task(forecasts.get("Rome"))
    while "Rome" not in service.fetched:
        await asyncio.sleep(0)
    three = asyncio.create_task(forecasts.get("Pisa"))
    for _ in range(100):
        if "Pisa" in service.fetched:
            break
        await asyncio.sleep(0)
    assert "Pisa" in service.fetched
    service.may_answer = True
    assert await one == "Rome 1"
    assert await two == "Rome 1"
    assert await three == "Pisa 2"
    assert len(service.fetched) == 2


async def test_an_error_is_raised_and_not_kept():
    service = Service()
    service.may_answer = False
    service.is_down = True
    forecasts = Forecasts(service.fetch)
    one = asyncio.create_task(forecasts.get("Rome"))
    two = asyncio.create_task(forecasts.get("Rome"))
    while "Rome" not in service.fetched:
        await asyncio.sleep(0)
    service.may_answer = True
    with pytest.raises(OSError):
        await one
    with pytest.raises(OSError):
        await two
    service.is_down = False
    assert await forecasts.get("Rome") == "Rome 2"


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
