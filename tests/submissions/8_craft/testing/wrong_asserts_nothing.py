"""Calls everything and asserts nothing.

fails: testing::test_wrong_forecasts_are_found, testing::test_wrong_keeping_is_found, testing::test_fetching_twice_is_found, testing::test_a_lost_error_is_found, testing::test_tests_pass_with_what_is_right, testing::test_tests_pass_with_all_that_is_right, testing::test_keeping_for_longer_is_found, testing::test_a_kept_error_is_found, testing::test_waiting_for_another_town_is_found
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

    print(await Forecasts(fetch).get("Bergen"))


async def test_keeps_a_forecast_for_a_while():
    now = 0

    async def fetch(town):
        return f"sun in {town}"

    forecasts = Forecasts(fetch, keep=100, clock=lambda: now)
    for now in (0, 80, 120):
        print(await forecasts.get("Bergen"))


async def test_fetches_once_for_all_who_wait():
    async def fetch(town):
        await asyncio.sleep(0)

    forecasts = Forecasts(fetch)
    await asyncio.gather(*(forecasts.get(town) for town in ("Bergen", "Bergen", "Tromsø")))


async def test_an_error_is_raised_and_not_kept():
    async def fetch(town):
        raise ConnectionError(town)

    try:
        await Forecasts(fetch).get("Bergen")
    except ConnectionError as error:
        print(error)


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
