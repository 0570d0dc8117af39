"""Forecasts that are kept for a while. This module is given: the tests in `testing.py` are about it."""

import asyncio
import time


class Forecasts:
    """Asks a weather service for forecasts, and keeps them for a while.

    ``await fetch(town)`` asks the service. ``clock()`` tells the time, in seconds, and is asked as often as need be. A
    forecast is kept for *keep* seconds from when it has arrived.
    """

    def __init__(self, fetch, keep: float = 600, clock=time.monotonic) -> None:
        self._fetch = fetch
        self._keep = keep
        self._clock = clock
        self._kept: dict = {}
        self._under_way: dict = {}

    async def get(self, town: str):
        """Return the forecast for *town*.

        One that is kept is given at once, however often it is asked for. When it has been kept for longer than *keep*
        seconds, it is fetched again. As long as a forecast is being fetched, whoever asks for the same town waits for
        that one; whoever asks for another town does not wait for it. If fetching fails, whoever waits gets the error.
        An error is not kept: who asks the next time has it fetched again.
        """
        if town in self._kept:
            arrived, forecast = self._kept[town]
            if self._clock() - arrived <= self._keep:
                return forecast
        if town not in self._under_way:
            self._under_way[town] = asyncio.create_task(self._ask(town))
        return await asyncio.shield(self._under_way[town])

    async def _ask(self, town: str):
        try:
            forecast = await self._fetch(town)
            self._kept[town] = self._clock(), forecast
            return forecast
        finally:
            self._under_way.pop(town, None)
