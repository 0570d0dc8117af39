"""A weather service on the web. This module is given, too: the last test in `testing.py` is about it."""

import aiohttp

URL = "http://weather.example/sky/"
BUSY = 503
BAD = 400


class NoForecast(Exception):
    """The service has not told a forecast."""


async def fetch(town: str) -> str:
    """Ask the service for the sky over *town*: by a GET request to ``http://weather.example/sky/<town>``.

    The answer is JSON, and has it as ``"sky"``. If its status is 503, the service is busy: then it is asked once more,
    at once, and no more than that. If there is no sky to be had, that is a NoForecast: because the status is 400 or
    above, or because of an error of aiohttp's, or a TimeoutError.
    """
    try:
        async with aiohttp.ClientSession() as session:
            status, answer = await _ask(session, town)
            if status == BUSY:
                status, answer = await _ask(session, town)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise NoForecast(town) from error
    if status >= BAD:
        raise NoForecast(town)
    sky: str = answer["sky"]
    return sky


async def _ask(session: aiohttp.ClientSession, town: str) -> tuple[int, dict]:
    async with session.get(URL + town) as response:
        return response.status, await response.json() if response.ok else {}
