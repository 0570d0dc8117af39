"""The solutions about streams work on real sockets, with peers that nobody here has written."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import http.server
import importlib.util
import shutil
import threading
from multiprocessing.connection import Listener
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
LIMIT = 30
"""Real seconds that a test may take, on however busy a machine."""

pytestmark = pytest.mark.timeout(60)


def solution(topic: str) -> Any:
    """Import the solution of *topic* as its learner would."""
    spec = importlib.util.spec_from_file_location(topic, ROOT / "solutions" / "7_io" / f"{topic}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def port_of(serving: asyncio.Task[None], loop_servers: list[asyncio.Server]) -> int:
    """Wait until somebody listens, and give the port."""
    while not loop_servers:
        if serving.done():
            serving.result()
        await asyncio.sleep(0.01)
    port: int = loop_servers[0].sockets[0].getsockname()[1]
    return port


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
async def test_curl_hears_its_echo(monkeypatch: pytest.MonkeyPatch) -> None:
    """What curl sends by telnet comes back, from three of them at the same time."""
    exercise, servers = solution("echo_server"), list[asyncio.Server]()
    real = asyncio.start_server

    async def start_server(*args: Any, **options: Any) -> asyncio.Server:
        servers.append(await real(*args, **options))
        return servers[-1]

    monkeypatch.setattr(asyncio, "start_server", start_server)
    stop, book = asyncio.Event(), list[str]()
    async with asyncio.timeout(LIMIT):
        serving = asyncio.create_task(exercise.serve("127.0.0.1", 0, stop, 5, book))
        port = await port_of(serving, servers)
        heard = await asyncio.gather(*(curl(f"telnet://127.0.0.1:{port}", b"hello %d\n" % n) for n in range(3)))
        stop.set()
        await serving
    assert heard == [b"hello 0\n", b"hello 1\n", b"hello 2\n"]
    assert sorted(entry[0] for entry in book) == ["+", "+", "+", "-", "-", "-"]


async def curl(url: str, said: bytes) -> bytes:
    """Say something, hear as much, and hang up."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec("curl", "-sN", url, stdin=pipe, stdout=pipe)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(said)
    heard = await process.stdout.readexactly(len(said))
    process.stdin.close()
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    await process.wait()
    return heard


@pytest.fixture
def web_port(tmp_path: Path) -> Iterator[int]:
    """Serve a folder with Python's own web server, which answers a mere `GET /path` with the mere file."""
    (tmp_path / "weather").write_text("clear, 7 €\nand windy\n", encoding="utf-8")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=tmp_path)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


async def test_a_web_server_is_asked(web_port: int) -> None:
    """The first line of what Python's web server answers is the answer."""
    request = "GET /weather\r\n\r"  # and no headers: these are two lines
    assert await solution("tcp_client").ask("127.0.0.1", web_port, request, LIMIT) == "clear, 7 €"


async def test_messages_are_exchanged_with_multiprocessing() -> None:
    """`multiprocessing.connection` sends four bytes with the length before each message, too."""
    messages = [b"fog", bytes(200_000), b"", b"snow"] * 5
    with Listener(("127.0.0.1", 0), backlog=5) as listener:
        thread = threading.Thread(target=talk, args=(listener, [2, 9, 100]), daemon=True)
        thread.start()
        host, port = listener.address
        async with asyncio.timeout(LIMIT):
            answers = await solution("tcp_client").deliver(host, port, messages, 9, 0.01)
        await asyncio.to_thread(thread.join)  # the loop has to go on until the last connection is closed
    assert answers == [message[::-1] for message in messages]


def talk(listener: Listener, lasts: list[int]) -> None:
    """Answer as many messages on each connection as *lasts* says."""
    for number in lasts:
        with listener.accept() as connection, contextlib.suppress(EOFError, OSError):
            for _ in range(number):
                connection.send_bytes(connection.recv_bytes()[::-1])
