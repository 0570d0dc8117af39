"""Fakes from `unittest.mock`, a fixture, a parametrised test, and a marker for each that is asynchronous."""

import asyncio
from unittest.mock import AsyncMock, Mock

import aiohttp
import pytest
import weather
from aioresponses import aioresponses
from forecasts import Forecasts


@pytest.fixture
def clock():
    return Mock(return_value=0)


@pytest.mark.asyncio
@pytest.mark.parametrize("town", ["Lima", "Cusco"])
async def test_gives_what_was_fetched(town, clock):
    fetch = AsyncMock(side_effect=lambda town: {"Lima": "fog", "Cusco": "rain"}[town])
    forecasts = Forecasts(fetch, clock=clock)
    await forecasts.get("Lima")
    assert await forecasts.get(town) == {"Lima": "fog", "Cusco": "rain"}[town]
    fetch.assert_awaited_with(town)


@pytest.mark.asyncio
async def test_keeps_a_forecast_for_a_while(clock):
    fetch = AsyncMock(side_effect=["fog", "sun"])
    forecasts = Forecasts(fetch, keep=30, clock=clock)
    for time, expected in [(0, "fog"), (10, "fog"), (29, "fog"), (31, "sun")]:
        clock.return_value = time
        assert await forecasts.get("Lima") == expected
    assert fetch.await_count == 2


@pytest.mark.asyncio
async def test_fetches_once_for_all_who_wait(clock):
    gates = {"Lima": asyncio.Event(), "Cusco": asyncio.Event()}

    async def answer(town):
        await gates[town].wait()

    fetch = AsyncMock(side_effect=answer)
    forecasts = Forecasts(fetch, clock=clock)
    async with asyncio.timeout(0.5), asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(forecasts.get("Lima"))
        group.create_task(forecasts.get("Cusco"))
        while fetch.call_count < 2:
            await asyncio.sleep(0.01)
        gates["Cusco"].set()
        gates["Lima"].set()
    assert fetch.call_count == 2


@pytest.mark.asyncio
async def test_an_error_is_raised_and_not_kept(clock):

    async def fail(town):
        await asyncio.sleep(0.01)
        raise ValueError(town)

    fetch = AsyncMock(side_effect=fail)
    forecasts = Forecasts(fetch, clock=clock)
    results = await asyncio.gather(forecasts.get("Lima"), forecasts.get("Lima"), return_exceptions=True)
    assert all(isinstance(result, ValueError) for result in results)
    fetch.side_effect = None
    fetch.return_value = "fog"
    assert await forecasts.get("Lima") == "fog"


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
