"""asyncio's streams and servers work in the lab's own network, on the virtual clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.judge import hang_up, hear, refuse, reply, reset, say, say_back, server, web_server

Program = Callable[..., Any]

ECHO = """
    import asyncio

    async def handle(reader, writer):
        while line := await reader.readline():
            writer.write(line)
            await writer.drain()
        writer.close()
        await writer.wait_closed()
"""


def test_streams_talk(call: Program) -> None:
    """A server and a client exchange lines; the clock stands still; all is closed in the end."""
    run = call(
        ECHO
        + """
    async def main():
        server = await asyncio.start_server(handle, "echo.example", 7)
        async with server:
            reader, writer = await asyncio.open_connection("echo.example", 7)
            writer.write(b"one\\ntwo\\n")
            got = [await reader.readline(), await reader.readline()]
            writer.write_eof()
            rest = await reader.read()
            writer.close()
            await writer.wait_closed()
            return got, rest
"""
    )
    assert (run.returned, run.elapsed, run.left_open) == (([b"one\n", b"two\n"], b""), 0, [])
    (connection,) = run.connections("echo.example", 7)
    assert (connection.client.sent, connection.server.sent) == (b"one\ntwo\n", b"one\ntwo\n")
    assert (connection.client.how, connection.server.how, connection.server.line) == ("closed", "closed", 3)
    assert run.recording.tasks[-1].coroutine == "handle"


def test_requests_to_aiohttp_take_little_time(call: Program) -> None:
    """An unpatched client and server of aiohttp's exchange five requests at one instant."""
    run = call(
        """
        import asyncio
        import time
        from aiohttp import ClientSession, ClientTimeout, web

        async def hello(request):
            await asyncio.sleep(float(request.query.get("wait", 0)))
            return web.json_response({"path": request.path, "peer": request.remote})

        async def main():
            app = web.Application()
            app.router.add_get("/{tail:.*}", hello)
            runner = web.AppRunner(app, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "api.example", 80).start()
            got = []
            async with ClientSession(timeout=ClientTimeout(total=2.5)) as session:
                for number in range(5):
                    async with session.get(f"http://api.example/{number}") as response:
                        got.append(await response.json())
                try:
                    async with session.get("http://api.example/?wait=4") as response:
                        await response.read()
                except TimeoutError:
                    got.append(asyncio.get_running_loop().time() - 1000)
            await runner.cleanup()
            return got
        """
    )
    assert run.raised is None
    assert run.returned == [*({"path": f"/{n}", "peer": "198.51.100.1"} for n in range(5)), 2.5]
    assert run.elapsed == 4  # the server lets what it has begun come to its end
    assert len(run.connections("api.example")) == 1


def test_declared_servers_follow_their_scripts(call: Program) -> None:
    """Each connection gets the next script; times are exact."""
    bank = server(
        "bank.example",
        9,
        [refuse()],
        [hear(b"\n"), say(b"wel", after=2), say(b"come\n", after=1), hear(3), say_back(), hang_up(after=1)],
        [hear(b"\n"), say(b"half", after=1), reset(after=1)],
    )
    run = call(
        """
        import asyncio

        async def main(host):
            loop = asyncio.get_running_loop()
            got = []
            for _ in range(3):
                try:
                    reader, writer = await asyncio.open_connection(host, 9)
                    writer.write(b"hello\\nxyz")
                    got.append((loop.time() - 1000, await reader.readline()))
                    got.append((loop.time() - 1000, await reader.read()))
                    got.append(loop.time() - 1000)
                    writer.close()
                    await writer.wait_closed()
                except OSError as error:
                    got.append((loop.time() - 1000, type(error).__name__))
            return got
        """,
        "bank.example",
        bank,
    )
    assert run.returned == [
        *[(0, "ConnectionRefusedError"), (0, b"welcome\n"), (3, b"xyz"), 4, (6, "ConnectionResetError")],
    ]
    found = run.connections("bank.example", 9)
    assert [(each.opened, each.client.how, each.client.closed, each.server.sent) for each in found] == [
        *[(0, "refused", 0, b""), (0, "closed", 4, b"welcome\nxyz"), (4, "lost", 6, b"half")],
    ]
    assert [each.server.how for each in found] == ["refused", "closed", "reset"]
    assert (run.left_open, run.leftovers, len(run.recording.tasks)) == ([], [], 1)


def test_declared_web_servers_answer_by_path(call: Program) -> None:
    """Replies come in turn, in their time, and every request is recorded."""
    api = web_server(
        "api.example",
        {
            "/a": [reply(503, after=2), reply(json={"n": 1})],
            "/b": reply(html="<p>b", after=1, body_after=2),
            "/c": reply(200, "0123456789", cut=4),
            "/d": reply(fault="reset", after=1),
        },
    )
    run = call(
        """
        import aiohttp
        import asyncio

        async def main(base):
            loop = asyncio.get_running_loop()
            got = []
            async with aiohttp.ClientSession() as session:
                for path in "aabcde":
                    try:
                        async with session.get(f"{base}/{path}") as response:
                            got.append((path, loop.time() - 1000, response.status))
                            got.append((path, loop.time() - 1000, await response.text()))
                    except aiohttp.ClientError as error:
                        got.append((path, loop.time() - 1000, type(error).__name__))
            return got
        """,
        "http://api.example",
        api,
    )
    assert run.returned == [
        *[("a", 2, 503), ("a", 2, ""), ("a", 2, 200), ("a", 2, '{"n": 1}'), ("b", 3, 200), ("b", 3, "<p>b")],
        *[("c", 5, 200), ("c", 5, "ClientPayloadError")],
        ("d", 7, "ClientOSError"),  # it has asked twice: aiohttp does when a connection that it kept breaks
        *[("e", 7, 404), ("e", 7, "not found")],
    ]
    asked = run.requests("api.example")
    assert [(r.path, r.status, r.started, r.ended, r.connection) for r in asked] == [
        *[("/a", 503, 0, 2, 0), ("/a", 200, 2, 2, 0), ("/b", 200, 2, 5, 0), ("/c", 200, 5, 5, 0)],
        *[("/d", None, 5, 6, 1), ("/d", None, 6, 7, 2), ("/e", 404, 7, 7, 3)],
    ]
    assert [span.outcome for span in run.spans("api.example/c")] == ["failed"]
    assert (run.left_open, run.peak()) == ([], 1)
