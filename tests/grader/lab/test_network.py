"""asyncio's streams and servers work in the lab's own network, on the virtual clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from grader.judge.suite import scenario
from grader.protocol import Limits, Schedule

if TYPE_CHECKING:
    from grader.judge.run import Run

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
