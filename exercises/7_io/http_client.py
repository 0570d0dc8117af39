"""HTTP clients: many requests, one session.

aiohttp asks web servers without holding up the event loop. A *session* keeps the connections to them, and uses each one
again when its last answer has been read: opening a connection takes longer than many a request. So make one session for
all that belongs together, not one for each request. It is closed by the end of its `async with`.

    async with aiohttp.ClientSession() as session:
        async with session.get("http://library.example/books", params={"by": "Lem"}) as response:
            print(response.status)                                  # the head of the answer is there
            text = await response.text()                            # now all of it is
        # here the connection is free for the next request, also if there was an error, or nobody wanted the text

No answer is an error to aiohttp, be it "404 Not Found" or "500 Internal Server Error", unless you say that it is one:
`response.raise_for_status()` raises ClientResponseError, which knows the `status`. All other errors on the way are a
ClientError, too, as is ClientConnectorError if there is no connection. What takes too long is a TimeoutError; some of
these are both.

    connector = aiohttp.TCPConnector(limit_per_host=4)              # 100 connections in all, if nothing else is said
    timeout = aiohttp.ClientTimeout(total=10)                       # if there is none: 300 seconds in total
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session: ...

`total` is for everything: to wait for a free connection, to connect, to send the request, to read the last byte. A
film takes longer. There, what matters is `sock_read`: how long nothing may come at all, once there is a connection; and
`sock_connect`: how long that may take. One request may have a timeout of its own, in the place of all that the
session's says. And a film does not fit into the memory: `response.content` gives it piece by piece, to an `async for`
over its `iter_any()`, for example.

More: https://docs.aiohttp.org/en/stable/client_quickstart.html
Status codes: https://docs.python.org/3/library/http.html#http-status-codes
"""

import asyncio

import aiohttp


async def read(session: aiohttp.ClientSession, url: str):
    """Ask the buoy at *url* for its reading, by a GET request. Return it: the JSON of the answer, as Python data.

    An answer whose status is 400 or above is no reading: that is a ClientResponseError. Whatever happens, the
    connection is free for the next request when `read` is over.
    """
    # TODO: ask, look at the status, read.
    raise NotImplementedError("read")


async def read_all(urls: list[str], connections: int, limit: float) -> tuple[dict, dict]:
    """Read all buoys at *urls*, at the same time. Return two dictionaries by URL: the readings, and what went wrong.

    There are never more than so many *connections* to the same host, but as many requests as these allow, and each
    connection is used again. *limit* seconds after the call, whatever has no reading yet is given up: also what has
    been waiting for a connection. One that fails is in nobody's way. What went wrong is told by a word:
    ``"status 404"``, or whatever the status is; ``"too late"``; or, for any other ClientError, ``"no connection"``.

    When it is over, or has been cancelled, no connection is left open.
    """
    # TODO: one session, which knows both limits, and all requests at once.
    raise NotImplementedError("read_all")


async def download(session: aiohttp.ClientSession, url: str, keep, patience: float) -> None:
    """Download the film at *url*: ``await keep(piece)`` for each piece of bytes as it comes.

    A film may take hours: as long as something comes, all is well. If nothing has come for *patience* seconds, neither
    a connection, nor the head of the answer, nor more of the film, that is a TimeoutError. A status of 400 or above is
    a ClientResponseError, and nothing is kept. If the connection ends before the film does, what has come is kept, and
    aiohttp's error is raised.
    """
    # TODO: no limit for all of it, but one for silence; and piece by piece.
    raise NotImplementedError("download")


if __name__ == "__main__":  # play with it: python exercises/7_io/http_client.py
    import time

    from aiohttp import web

    def now(start: float = time.perf_counter()) -> str:
        return f"{time.perf_counter() - start:.1f} s"

    async def answer(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        print(f"    {now()} the server is asked for {name}")
        if name == "film":
            film = web.StreamResponse()
            await film.prepare(request)
            for _ in range(4):
                await film.write(b"waves " * 100)
                await asyncio.sleep(0.2)
            return film
        if name == "lost":
            raise web.HTTPNotFound
        await asyncio.sleep(9 if name == "asleep" else 0.3)
        return web.json_response({"buoy": name, "waves": len(name) / 10})

    async def keep(piece: bytes) -> None:
        print(f"    {now()} kept {len(piece)} bytes")

    async def demo() -> None:
        app = web.Application()
        app.router.add_get("/{name}", answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0]
        sea = f"http://{host}:{port}/"
        async with aiohttp.ClientSession() as session:
            print(await read(session, sea + "north"))
        readings, failures = await read_all([sea + name for name in ("a", "b", "lost", "c", "asleep")], 2, 1.2)
        print(readings, failures, sep="\n")
        async with aiohttp.ClientSession() as session:
            await download(session, sea + "film", keep, 0.5)
        await runner.cleanup()

    asyncio.run(demo())
