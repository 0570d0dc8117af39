"""scraper: its solution against aiohttp's server and Python's own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from aiohttp import web

PATIENCE = 20.0
"""Seconds that nothing here needs, so that a busy machine does not matter."""


class Files(SimpleHTTPRequestHandler):
    """Python's own server of files, which says nothing."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def files(tmp_path: Path) -> Iterator[str]:
    """Give the URL of a site of four files on this machine, one of which is no page."""
    (tmp_path / "index.html").write_text('<title>Home</title><a href="a.html">a</a><a href="gone.html">gone</a>')
    (tmp_path / "a.html").write_text('<title>A</title><a href="/index.html#top">home</a><a href="sub/">b</a>')
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "index.html").write_bytes(b'<title>caf\xe9</title><a href="../notes.txt">notes</a>')
    (tmp_path / "notes.txt").write_text('<a href="/never.html">never</a>')
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


async def test_a_site_of_files(solution: Callable[[str], ModuleType], files: str) -> None:
    """All pages of a site of files are found, and what is none is left out."""
    scraper = solution("scraper")
    titles = await scraper.scrape([f"{files}/index.html"], scraper.extract, 3, 0.01, PATIENCE)
    assert titles == {f"{files}/index.html": "Home", f"{files}/a.html": "A", f"{files}/sub/": "caf\ufffd"}


async def test_a_site_that_links_to_itself(solution: Callable[[str], ModuleType]) -> None:
    """Each page of a site whose pages all link to each other is asked for once."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        links = "".join(f'<a href="/{number}">{number}</a>' for number in range(8))
        return web.Response(text=f"<title>{request.path}</title>{links}", content_type="text/html")

    app = web.Application()
    app.router.add_get("/{number}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site = "http://{}:{}".format(*runner.addresses[0][:2])
    scraper = solution("scraper")
    try:
        titles = await scraper.scrape([f"{site}/0"], scraper.extract, 3, 0.01, PATIENCE)
    finally:
        await runner.cleanup()
    assert sorted(asked) == [f"/{number}" for number in range(8)]
    assert titles == {f"{site}{path}": path for path in asked}
