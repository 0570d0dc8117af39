"""http_server: its solution against aiohttp's client, http.client, curl, and the linter httplint.

curl is skipped where it is not installed. httplint (MIT) is in the lock of the session peers only: `nox -s peers`.
"""

from __future__ import annotations

import asyncio
import http.client
import shutil
from collections.abc import AsyncIterator, Callable
from types import ModuleType

import aiohttp
import pytest

HOST = "127.0.0.1"
PATIENCE = 5.0
"""Seconds for a request: much longer than any needs here, so that a busy machine does not matter."""
TIMEOUT = 20.0
"""Seconds after which a client gives up, and its test fails."""

CURL = shutil.which("curl")
needs_curl = pytest.mark.skipif(CURL is None, reason="curl is not installed")


async def greet(_: object) -> bytes:
    """Answer any request."""
    return b"hello"


async def shout(request: object) -> bytes:
    """Answer with the body of the request, in capitals."""
    body = request.body  # type: ignore[attr-defined]  # the solution's own Request
    assert isinstance(body, bytes)
    return body.upper()


async def fail(_: object) -> bytes:
    """Do not answer."""
    raise RuntimeError("broken")


ROUTES = {"/": {"GET": greet}, "/shout": {"POST": shout, "PUT": shout}, "/broken": {"GET": fail}}


@pytest.fixture
async def start(solution: Callable[[str], ModuleType]) -> AsyncIterator[Callable[[float], asyncio.Future[int]]]:
    """Give what starts the solution's server with a patience, and gives its port."""
    servers: list[asyncio.Server] = []

    async def start_server(patience: float) -> int:
        server = await solution("http_server").start(ROUTES, HOST, 0, patience)
        servers.append(server)
        port = server.sockets[0].getsockname()[1]
        assert isinstance(port, int)
        return port

    yield lambda patience: asyncio.ensure_future(start_server(patience))
    for server in servers:
        server.close()


@pytest.fixture
async def port(start: Callable[[float], asyncio.Future[int]]) -> int:
    """Give the port of a patient server."""
    return await start(PATIENCE)


# --- aiohttp --------------------------------------------------------------------------------------------------------


@pytest.fixture
async def made() -> list[str]:
    """Give a list to which each new connection of `session` adds a line."""
    return []


@pytest.fixture
async def session(port: int, made: list[str]) -> AsyncIterator[aiohttp.ClientSession]:
    """Give a session of aiohttp's client, with one connection at a time."""
    trace = aiohttp.TraceConfig()

    async def note(*_: object) -> None:
        made.append("connection")

    trace.on_connection_create_end.append(note)
    async with aiohttp.ClientSession(
        f"http://{HOST}:{port}",
        connector=aiohttp.TCPConnector(limit=1),
        timeout=aiohttp.ClientTimeout(TIMEOUT),
        trace_configs=[trace],
    ) as session:
        yield session


async def status_of(request: aiohttp.client._RequestContextManager) -> int:
    """Send *request*, read its answer to the end, and return its status."""
    async with request as answer:
        await answer.read()
        return answer.status


async def test_aiohttp_gets_its_answers_on_one_connection(session: aiohttp.ClientSession, made: list[str]) -> None:
    """Whatever is answered, the connection serves for the next request."""
    async with session.get("/") as answer:
        assert (answer.status, await answer.read()) == (200, b"hello")
    async with session.post("/shout", data=b"one\r\n\r\ntwo") as answer:
        assert (answer.status, await answer.read()) == (200, b"ONE\r\n\r\nTWO")
    async with session.delete("/shout") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST, PUT")
    assert await status_of(session.head("/")) == 405
    assert await status_of(session.get("/attic")) == 404
    assert await status_of(session.get("/broken")) == 500
    assert await status_of(session.put("/shout", data=b"x" * 5_000)) == 200
    assert made == ["connection"]


async def test_aiohttp_is_told_why_it_is_refused(session: aiohttp.ClientSession, made: list[str]) -> None:
    """After a refusal the client has to make a new connection, and does."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"hello"

    assert await status_of(session.post("/shout", data=pieces())) == 501
    assert await status_of(session.post("/shout", data=b"x" * 5_001)) == 413
    assert await status_of(session.get("/", headers={"X-Long": "x" * 2_000})) == 431
    assert await status_of(session.get("/")) == 200
    assert made == ["connection"] * 4


async def test_many_clients_are_served_at_once(port: int) -> None:
    """A hundred connections at a time get their own answers."""
    connector, timeout = aiohttp.TCPConnector(limit=100), aiohttp.ClientTimeout(TIMEOUT)
    async with aiohttp.ClientSession(f"http://{HOST}:{port}", connector=connector, timeout=timeout) as session:

        async def ask(number: int) -> bytes:
            async with session.post("/shout", data=b"abc%d" % number) as answer:
                return await answer.read()

        assert await asyncio.gather(*map(ask, range(100))) == [b"ABC%d" % number for number in range(100)]


# --- http.client ----------------------------------------------------------------------------------------------------


async def test_http_client_goes_on_until_it_closes(port: int) -> None:
    """http.client, in its thread, gets several answers on one socket, and the last one says that it is the last."""

    def ask() -> list[tuple[int, bytes, bool]]:
        connection = http.client.HTTPConnection(HOST, port, timeout=TIMEOUT)
        answers, sockets = [], []
        for method, path, body, headers in (
            ("GET", "/", None, {}),
            ("POST", "/shout", b"hey", {"X-Town": "Ålesund".encode()}),
            ("HEAD", "/", None, {}),
            ("GET", "/attic", None, {}),
            ("PUT", "/shout", b"", {"Connection": "close"}),
        ):
            connection.request(method, path, body, headers)
            sockets.append(connection.sock)
            answer = connection.getresponse()
            answers.append((answer.status, answer.read(), answer.will_close))
        assert all(each is sockets[0] for each in sockets)
        connection.close()
        return answers

    assert await asyncio.to_thread(ask) == [
        (200, b"hello", False),
        (200, b"HEY", False),
        (405, b"", False),
        (404, b"", False),
        (200, b"", True),
    ]


async def test_http_client_is_let_go_when_it_says_nothing(start: Callable[[float], asyncio.Future[int]]) -> None:
    """A connection that is not used is closed, without a word, and a new one is made for the next request."""
    port = await start(0.2)

    def ask() -> tuple[bytes, bytes]:
        connection = http.client.HTTPConnection(HOST, port, timeout=TIMEOUT)
        connection.connect()
        silence = connection.sock.recv(100)
        connection.close()
        connection.request("GET", "/")
        answer = connection.getresponse().read()
        connection.close()
        return silence, answer

    assert await asyncio.to_thread(ask) == (b"", b"hello")


# --- curl -----------------------------------------------------------------------------------------------------------


async def curl(*arguments: str, said: bytes | None = None) -> list[str]:
    """Run curl; return, for each address, its status and how many connections were made for it, and what was left."""
    shown = ("--silent", "--show-error", "--noproxy", "*", "--max-time", f"{TIMEOUT:g}")
    written = ("--write-out", "%{http_code} %{num_connects} %{errormsg}\n")
    process = await asyncio.create_subprocess_exec(
        CURL or "curl", *shown, *written, *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(process.communicate(said), 2 * TIMEOUT)
    return [line.strip() for line in out.decode("latin-1").splitlines()]


@needs_curl
async def test_curl_uses_its_connection_again(port: int) -> None:
    """All that curl asks for comes on one connection."""
    site = f"http://{HOST}:{port}"
    assert await curl(f"{site}/", f"{site}/attic", f"{site}/broken", f"{site}/") == [
        "hello200 1",
        "404 0",
        "500 0",
        "hello200 0",
    ]
    assert await curl("--data-binary", "@-", f"{site}/shout", said=b"hey") == ["HEY200 1"]
    assert await curl("--request", "DELETE", f"{site}/") == ["405 1"]


@needs_curl
async def test_curl_of_old_gets_a_connection_for_each_request(port: int) -> None:
    """A client of HTTP/1.0 is answered, and its connection is closed."""
    site = f"http://{HOST}:{port}"
    assert await curl("--http1.0", f"{site}/", f"{site}/") == ["hello200 1", "hello200 1"]


@needs_curl
async def test_curl_that_asks_whether_it_may_go_on_goes_on(port: int) -> None:
    """A body that curl was not told to send comes after curl's own time; one that is too large is never sent."""
    asks = ("--header", "Expect: 100-continue", "--data-binary", "@-", f"http://{HOST}:{port}/shout")
    assert await curl("--expect100-timeout", "0.1", *asks, said=b"hey") == ["HEY200 1"]
    assert await curl(*asks, said=b"x" * 2_000_000) == ["413 1"]


@needs_curl
async def test_curl_is_told_why_it_is_refused(port: int) -> None:
    """A body in chunks is refused, and so are a head that is too long and a length that is none, and curl hears why."""
    site = f"http://{HOST}:{port}"
    chunked = ("--header", "Transfer-Encoding: chunked", "--data-binary", "@-")
    assert await curl(*chunked, f"{site}/shout", said=b"hey") == ["501 1"]
    assert await curl("--header", f"X-Long: {'x' * 3_000}", f"{site}/") == ["431 1"]
    assert await curl("--header", "Content-Length: -1", f"{site}/") == ["400 1"]


# --- httplint -------------------------------------------------------------------------------------------------------

REQUESTS = {
    "200": b"GET / HTTP/1.1\r\nHost: here\r\n\r\n",
    "400": b"GET /\r\n\r\n",
    "404": b"GET /attic HTTP/1.1\r\nHost: here\r\n\r\n",
    "405": b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n",
    "413": b"POST /shout HTTP/1.1\r\nHost: here\r\nContent-Length: 5001\r\n\r\n",
    "431": b"GET / HTTP/1.1\r\nHost: here\r\nX-Long: %b\r\n\r\n" % (b"x" * 2_000),
    "500": b"GET /broken HTTP/1.1\r\nHost: here\r\n\r\n",
    "501": b"POST /shout HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("status", REQUESTS)
async def test_the_linter_finds_nothing_bad(port: int, status: str) -> None:
    """Each kind of answer is good HTTP. What is missing for more, a date above all, is only a warning."""
    httplint = pytest.importorskip("httplint", reason="httplint is installed for `nox -s peers` only")
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(REQUESTS[status])
    writer.write_eof()
    async with asyncio.timeout(TIMEOUT):
        answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    linter = httplint.HttpResponseLinter()
    linter.process_response_topline(*first.split(b" ", 2))
    linter.process_headers([tuple(line.split(b": ", 1)) for line in lines])
    linter.feed_content(body)
    linter.finish_content(True)  # noqa: FBT003 (that is how it is called)
    assert first.split()[1].decode() == status
    assert [note.summary for note in linter.notes if note.level.value == "bad"] == []
