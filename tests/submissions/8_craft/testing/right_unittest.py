"""In the style of `unittest`, and a second test for each of the two halves of a promise."""

import asyncio
import unittest

import aiohttp
import weather
from aioresponses import aioresponses
from forecasts import Forecasts


class ForecastsTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.now = 0
        self.calls = []
        self.answer = None
        self.forecasts = Forecasts(self.fetch, keep=10, clock=self.clock)

    def clock(self):
        return self.now

    async def fetch(self, town):
        self.calls.append(town)
        if self.answer is not None:
            return await self.answer(town)
        return f"{town}, call {self.calls.count(town)}"

    async def test_value(self):
        self.assertEqual(await self.forecasts.get("Kyoto"), "Kyoto, call 1")

    async def test_two_towns(self):
        values = [await self.forecasts.get(town) for town in ("Kyoto", "Nara", "Kyoto")]
        self.assertEqual(values, ["Kyoto, call 1", "Nara, call 1", "Kyoto, call 1"])

    async def test_not_fetched_again(self):
        await self.forecasts.get("Kyoto")
        self.now = 9
        await self.forecasts.get("Kyoto")
        self.assertEqual(self.calls, ["Kyoto"])

    async def test_fetched_again(self):
        for self.now in (0, 4, 8, 12):
            await self.forecasts.get("Kyoto")
        self.assertEqual(len(self.calls), 2)

    async def test_once_for_all(self):
        async def slow(town):
            await asyncio.sleep(0.01)
            return town

        self.answer = slow
        async with asyncio.timeout(0.5):
            values = await asyncio.gather(*(self.forecasts.get("Kyoto") for _ in range(5)))
        self.assertEqual((values, self.calls), (["Kyoto"] * 5, ["Kyoto"]))

    async def test_towns_apart(self):
        loop = asyncio.get_running_loop()

        async def slow(town):
            await asyncio.sleep(0.1)

        self.answer = slow
        start = loop.time()
        await asyncio.gather(self.forecasts.get("Kyoto"), self.forecasts.get("Nara"))
        self.assertLess(loop.time() - start, 0.15)

    async def test_error_for_all(self):
        async def fail(town):
            await asyncio.sleep(0.01)
            raise KeyError(town)

        self.answer = fail
        for result in await asyncio.gather(*(self.forecasts.get("Kyoto") for _ in range(2)), return_exceptions=True):
            self.assertIsInstance(result, KeyError)

    async def test_error_not_kept(self):
        async def fail(town):
            raise KeyError(town)

        self.answer = fail
        with self.assertRaises(KeyError):
            await self.forecasts.get("Kyoto")
        self.answer = None
        self.assertEqual(await self.forecasts.get("Kyoto"), "Kyoto, call 2")


class ServiceTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.web = aioresponses()
        self.web.start()
        self.addCleanup(self.web.stop)

    def answer(self, *answers):
        for answer in answers:
            self.web.get("http://weather.example/sky/Kyoto", **answer)

    async def assert_fails(self):
        with self.assertRaises(weather.NoForecast):
            await weather.fetch("Kyoto")

    def assert_asked(self, times):
        ((method, url),) = self.web.requests
        self.assertEqual((method, url.host, url.path), ("GET", "weather.example", "/sky/Kyoto"))
        self.assertEqual(sum(map(len, self.web.requests.values())), times)

    async def test_sky(self):
        self.answer({"payload": {"sky": "clear"}})
        self.assertEqual(await weather.fetch("Kyoto"), "clear")
        self.assert_asked(1)

    async def test_busy(self):
        self.answer({"status": 503}, {"body": '{"sky": "clear"}'})
        self.assertEqual(await weather.fetch("Kyoto"), "clear")

    async def test_busy_twice(self):
        self.answer({"status": 503}, {"status": 503})
        await self.assert_fails()
        self.assert_asked(2)

    async def test_bad_status(self):
        for status in (400, 404, 502):
            self.answer({"status": status, "payload": {"sky": "clear"}})
            await self.assert_fails()

    async def test_no_answer(self):
        for error in (aiohttp.ServerDisconnectedError(), TimeoutError()):
            self.answer({"exception": error})
            await self.assert_fails()
