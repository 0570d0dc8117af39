"""http_client: its solution against aiohttp's server and Python's own."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any

import aiohttp
import pytest
from aiohttp import web

PATIENCE = 20.0
"""Seconds that nothing here needs, so that a busy machine does not matter."""
FILM = b"waves " * 50_000


class Sea:
    """An aiohttp server that notes from where it is asked."""

    def __init__(self) -> None:
        self.peers: list[Any] = []
        app = web.Application()
        app.router.add_get("/film", self.show)
        app.router.add_get("/{name}", self.answer)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        """Give a reading, or say that there is none, or nothing."""
        assert request.transport is not None
        self.peers.append(request.transport.get_extra_info("peername"))
        name = request.match_info["name"]
        if name == "asleep":
            await asyncio.sleep(PATIENCE)
        if name == "lost":
            raise web.HTTPNotFound
        return web.json_response({"buoy": name})

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Send a film, piece by piece."""
        film = web.StreamResponse()
        await film.prepare(request)
        for start in range(0, len(FILM), 10_000):
            await film.write(FILM[start : start + 10_000])
        return film


class Shore(BaseHTTPRequestHandler):
    """Python's own server: HTTP/1.0, each connection for one request."""

    def do_GET(self) -> None:
        """Answer with the path."""
        body = json.dumps(self.path).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
async def sea() -> AsyncIterator[Sea]:
    """Give an aiohttp server on this machine."""
    there = Sea()
    await there.runner.setup()
    await web.TCPSite(there.runner, "127.0.0.1", 0).start()
    host, port = there.runner.addresses[0][:2]
    there.url = f"http://{host}:{port}"
    yield there
    await there.runner.cleanup()


@pytest.fixture
def shore() -> Iterator[str]:
    """Give the URL of Python's own server on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Shore) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


async def test_readings_from_two_kinds_of_servers(solution: Callable[[str], ModuleType], sea: Sea, shore: str) -> None:
    """All that can be read is read, over two connections to aiohttp's server; a missing page and silence are told."""
    there = [f"{sea.url}/{name}" for name in ("a", "b", "c", "lost", "d")]
    urls = [*there, f"{shore}/x", f"{shore}/y", "http://127.0.0.1:1/nobody"]
    readings, failures = await solution("http_client").read_all(urls, 2, PATIENCE)
    assert readings == {url: {"buoy": url[-1]} for url in there if "lost" not in url} | {
        f"{shore}/x": "/x",
        f"{shore}/y": "/y",
    }
    assert failures == {f"{sea.url}/lost": "status 404", "http://127.0.0.1:1/nobody": "no connection"}
    assert len(set(sea.peers)) <= 2


async def test_silence_is_given_up(solution: Callable[[str], ModuleType], sea: Sea) -> None:
    """Who does not answer is too late."""
    _, failures = await solution("http_client").read_all([f"{sea.url}/asleep"], 1, 0.2)
    assert list(failures.values()) == ["too late"]


async def test_a_film_arrives_whole(solution: Callable[[str], ModuleType], sea: Sea) -> None:
    """All pieces of a film are kept, in their order."""
    kept = bytearray()

    async def keep(piece: bytes) -> None:
        kept.extend(piece)

    async with aiohttp.ClientSession() as session:
        await solution("http_client").download(session, f"{sea.url}/film", keep, PATIENCE)
    assert kept == FILM
