"""Testing: programs that wait, and tests that do not.

pytest runs every function whose name begins with `test_`, with the plugin pytest-asyncio also those that are
`async def`, each on an event loop of its own. A test has the code do something, and asserts what it has promised.

What waits for the world takes as long as the world likes. So hand the code something else to wait for, a *fake*: a
function of your own, which notes how it was called and answers as this test needs it. With a fake service and a fake
clock, ten minutes take no time. Two things at the same time? Let the fake wait for an event that your test sets when
both are under way. Never sleep to "give it some time": wait for what has to happen. How many turns of the loop that
takes is nobody's promise. But tasks begin in the order in which they were created: create them all, and wait until your
fake has told of the first one; then the others have begun, too.

    async def test_nobody_opens_to_a_stranger():
        asked = []

        async def look(name):                                    # the fake: no camera, no picture, no waiting
            asked.append(name)
            return "stranger"

        with pytest.raises(PermissionError):
            await Door(look).knock("Ida")                        # without `await`, nothing would have happened
        assert asked == ["Ida"]

And the web? aioresponses stands in for all of it. Within its block, each of aiohttp's requests gets the next answer
that was put down for its URL, and one for which there is none is a ClientConnectionError.

    with aioresponses() as web:
        web.post("http://door.example/bell", payload={"rings": 2})              # what the first one gets, as JSON
        web.post("http://door.example/bell", status=500)                        # what the second one gets
        web.post("http://door.example/bell", exception=aiohttp.ClientError())   # what comes out of the third one

A test that never fails tests nothing. For each of yours, break the code in the way that it is about, and see it fail:
it is all too easy to forget an `await`, to compare a value with itself, or to have a fake that is too quick for two
calls to meet. The other way round, it asserts what is promised and no more, and passes with every program that keeps
the promises: also next year's, which is written quite differently. And each test stands alone: what it needs, it makes.

More: https://docs.python.org/3/library/unittest.mock.html#unittest.mock.AsyncMock
"""

import pytest

# What is tested lies beside this file: `Forecasts` in `forecasts.py`, and `fetch` in `weather.py`. Read both first.


async def test_gives_what_was_fetched():
    """`get` returns what the service tells for this town, and not for another one."""
    # TODO: a fake service that knows two towns.
    raise NotImplementedError("test_gives_what_was_fetched")


async def test_keeps_a_forecast_for_a_while():
    """What is kept is not fetched again; but it is when it has been kept for longer than `keep` seconds.

    They count from its arrival, however often it was asked for since.
    """
    # TODO: a fake clock, that you put forward.
    raise NotImplementedError("test_keeps_a_forecast_for_a_while")


async def test_fetches_once_for_all_who_wait():
    """Who asks for a town that is being fetched waits for that; who asks for another town does not.

    If one town has to wait for another, this test does not hang for ever: it fails within a second.
    """
    # TODO: a fake service that answers when the test lets it.
    raise NotImplementedError("test_fetches_once_for_all_who_wait")


async def test_an_error_is_raised_and_not_kept():
    """If fetching fails, all who wait get the error, and who asks later has it fetched again."""
    # TODO: a fake service that fails once.
    raise NotImplementedError("test_an_error_is_raised_and_not_kept")


async def test_asks_the_service():
    """`weather.fetch` gives the sky over this town; a busy service is asked once more; all else is a NoForecast.

    That is: any other bad status, a second 503 without a third request, an error of aiohttp's, a TimeoutError.
    """
    # TODO: a made-up web, with answers in turn.
    raise NotImplementedError("test_asks_the_service")


if __name__ == "__main__":  # play with it: python exercises/8_craft/testing.py
    raise SystemExit(pytest.main(["-q", __file__]))
