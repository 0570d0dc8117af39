"""asyncio's streams and servers work in the lab's own network, on the virtual clock."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import pytest

from grader.judge import hang_up, hear, refuse, reply, reset, say, say_back, server, stop_reading, web_server
from grader.judge.suite import scenario
from grader.protocol import Schedule

early_streams = pytest.mark.skipif(
    not hasattr(asyncio.StreamWriter, "__del__"), reason="the streams of early versions of Python 3.11 do otherwise"
)

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


# --- Names ----------------------------------------------------------------------------------------------------------


def test_hosts_have_names_and_addresses(call: Program) -> None:
    """Both ends know both addresses; port 0 gives one that is free; nobody has heard of other hosts."""
    run = call(
        """
        import asyncio, socket

        async def main():
            seen = {}

            async def handle(reader, writer):
                seen["peer"] = writer.get_extra_info("peername")
                seen["own"] = writer.get_extra_info("sockname")
                writer.close()

            server = await asyncio.start_server(handle, "127.0.0.1", 0)
            address = server.sockets[0].getsockname()
            reader, writer = await asyncio.open_connection(*address)
            await reader.read()
            client = writer.get_extra_info("sockname"), writer.get_extra_info("peername")
            family = writer.get_extra_info("socket").family == socket.AF_INET
            writer.close()
            server.close()
            await server.wait_closed()
            errors = []
            for host, port in [("nowhere.example", 80), ("127.0.0.1", 1), address]:
                try:
                    await asyncio.open_connection(host, port)
                except OSError as error:
                    errors.append((type(error).__name__, isinstance(error, ConnectionError)))
            return address, seen, client, family, errors
        """
    )
    refused = ("ConnectionRefusedError", True)
    assert run.returned == (
        ("127.0.0.1", 49152),
        {"peer": ("127.0.0.1", 49153), "own": ("127.0.0.1", 49152)},
        (("127.0.0.1", 49153), ("127.0.0.1", 49152)),
        True,
        [("gaierror", False), refused, refused],
    )


@pytest.mark.parametrize("host", ["None", "''", "'0.0.0.0'", "'localhost'", "['localhost', 'other.example']"])
def test_a_server_is_reached_under_each_of_its_names(call: Program, host: str) -> None:
    """Whoever listens everywhere is on this machine, too."""
    run = call(f"""
        import asyncio

        async def main():
            async def handle(reader, writer):
                writer.write(b"hello")
                writer.close()

            async with await asyncio.start_server(handle, {host}, 5000, reuse_address=True, limit=100, backlog=5):
                reader, writer = await asyncio.open_connection("localhost", 5000, limit=1000)
                got = await reader.read()
                writer.close()
                return got
    """)
    assert run.returned == b"hello"


def test_a_port_is_used_once(call: Program) -> None:
    """A second server gets "address already in use", as long as the first one listens."""
    run = call("""
        import asyncio

        async def main():
            server = await asyncio.start_server(print, "a.example", 80)
            other = await asyncio.start_server(print, "b.example", 80)
            try:
                await asyncio.start_server(print, "a.example", 80)
            except OSError as error:
                message = str(error)
            server.close()
            await server.wait_closed()
            again = await asyncio.start_server(print, "a.example", 80)
            again.close()
            other.close()
            return message
    """)
    assert run.returned.startswith("[Errno 98] error while attempting to bind on address ('192.0.2.1', 80): ")
    assert (run.left_open, run.warnings) == ([], [])


# --- How connections end --------------------------------------------------------------------------------------------


def test_half_of_a_connection_closes(call: Program) -> None:
    """After `write_eof` the other direction goes on."""
    run = call("""
        import asyncio

        async def main():
            async def handle(reader, writer):
                everything = await reader.read()
                await asyncio.sleep(2)
                writer.write(everything.upper())
                writer.close()

            async with await asyncio.start_server(handle, "x.example", 1):
                reader, writer = await asyncio.open_connection("x.example", 1)
                able = writer.can_write_eof()
                writer.write(b"abc")
                writer.write_eof()
                got = await reader.read()
                writer.close()
                await writer.wait_closed()
                return able, got, reader.at_eof(), writer.is_closing()
    """)
    assert (run.returned, run.elapsed) == ((True, b"ABC", True, True), 2)


def test_whoever_writes_to_one_that_has_gone_learns_it(call: Program) -> None:
    """The first write goes nowhere, the next ones raise; a reset is a ConnectionResetError for the reader."""
    run = call(
        """
        import asyncio

        async def talk(host, port):
            reader, writer = await asyncio.open_connection(host, port)
            log = []
            try:
                for _ in range(5):
                    writer.write(b"x")
                    await writer.drain()
                    await asyncio.sleep(1)
                    log.append("written")
            except ConnectionError as error:
                log.append(type(error).__name__)
            try:
                log.append(await reader.read())
            except ConnectionError as error:
                log.append(type(error).__name__)
            writer.close()
            try:
                await writer.wait_closed()
            except ConnectionError as error:
                log.append(type(error).__name__)
            return log

        async def main():
            return [await talk("gone.example", 1), await talk("gone.example", 2)]
        """,
        server("gone.example", 1, [hear(1), hang_up()]),
        server("gone.example", 2, [hear(1), reset()]),
    )
    gone, broken = run.returned
    assert gone[0] == "written"
    assert gone[-3:] == ["ConnectionResetError", "BrokenPipeError", "BrokenPipeError"]  # drain has another name for it
    assert broken == ["written", *["ConnectionResetError"] * 3]


def test_an_end_in_the_middle_of_a_message(call: Program) -> None:
    """`readexactly` and `readuntil` say what they got; `readline` gives it."""
    run = call(
        """
        import asyncio

        async def main():
            got = []
            for read in (lambda r: r.readexactly(10), lambda r: r.readuntil(b"!"), lambda r: r.readline()):
                reader, writer = await asyncio.open_connection("x.example", 1)
                try:
                    got.append(await read(reader))
                except asyncio.IncompleteReadError as error:
                    got.append((error.partial, error.expected))
                writer.close()
            return got
        """,
        server("x.example", 1, [say(b"abc"), say(b"d", after=1), hang_up(after=1)]),
    )
    assert (run.returned, run.elapsed) == ([(b"abcd", 10), (b"abcd", None), b"abcd"], 6)


def test_abort_drops_what_was_not_sent(call: Program) -> None:
    """`transport.abort` closes at once; the recording says so."""
    run = call(
        """
        import asyncio

        async def main():
            reader, writer = await asyncio.open_connection("x.example", 1)
            writer.write(b"x" * 300_000)
            before = writer.transport.get_write_buffer_size()
            writer.transport.abort()
            closing = writer.is_closing()
            try:
                await writer.drain()
            except ConnectionError as error:
                return before, closing, type(error).__name__
        """,
        server("x.example", 1, [stop_reading()]),
    )
    (connection,) = run.connections("x.example")
    assert (connection.client.how, connection.client.total) == ("aborted", 65_536)
    assert run.returned == (300_000 - 65_536, True, "ConnectionResetError")


# --- Back-pressure --------------------------------------------------------------------------------------------------


def test_drain_waits_for_a_slow_reader(call: Program) -> None:
    """It returns when what is left is below the low-water mark; without it, all piles up."""
    run = call(
        """
        import asyncio

        async def main(wait):
            loop = asyncio.get_running_loop()

            async def handle(reader, writer):
                total = 0
                while data := await reader.read(65_536):
                    total += len(data)
                    await asyncio.sleep(1)
                print(total)
                writer.close()

            async with await asyncio.start_server(handle, "slow.example", 1):
                reader, writer = await asyncio.open_connection("slow.example", 1)
                times = []
                for _ in range(20):
                    writer.write(b"x" * 65_536)
                    if wait:
                        await writer.drain()
                    times.append(loop.time() - 1000)
                writer.close()
                await writer.wait_closed()
                await asyncio.sleep(100)
                return times
        """,
        wait=True,
    )
    assert run.returned[0] == 0
    assert run.returned[-1] >= 14
    assert run.output == f"{20 * 65_536}\n"
    (connection,) = run.connections("slow.example")
    assert connection.client.buffered <= 2 * 65_536


def test_protocols_are_told_to_pause(call: Program) -> None:
    """A transport calls `pause_writing` above the high-water mark and `resume_writing` below the low one."""
    run = call(
        """
        import asyncio

        class Client(asyncio.Protocol):
            def __init__(self):
                self.log = []

            def connection_made(self, transport):
                transport.set_write_buffer_limits(high=1000, low=100)
                transport.write(b"x" * 70_000)
                self.log.append(transport.get_write_buffer_size())

            def pause_writing(self):
                self.log.append("pause")

            def resume_writing(self):
                self.log.append("resume")

            def connection_lost(self, exc):
                self.log.append(exc)

        async def main():
            readers = []
            async with await asyncio.start_server(lambda r, w: readers.append((r, w)), "x.example", 1, limit=10):
                transport, protocol = await asyncio.get_running_loop().create_connection(Client, "x.example", 1)
                await asyncio.sleep(1)
                (reader, writer), = readers
                await reader.readexactly(70_000)
                transport.close()
                writer.close()
                await asyncio.sleep(1)
                return protocol.log
        """
    )
    assert run.returned == ["pause", 70_000 - 65_536, "resume", None]


# --- Servers --------------------------------------------------------------------------------------------------------

CLOSING = """
    import asyncio, sys

    async def handle(reader, writer):
        await reader.read()
        writer.close()

    async def main():
        server = await asyncio.start_server(handle, "x.example", 1)
        reader, writer = await asyncio.open_connection("x.example", 1)
        await asyncio.sleep(1)
        state = [server.is_serving()]
        server.close()
        state.append(server.is_serving())
        asyncio.get_running_loop().call_later(5, writer.close)
        await server.wait_closed()
        return state, asyncio.get_running_loop().time() - 1000 >= 6
"""


def test_wait_closed_is_what_it_is_in_each_version(call: Program) -> None:
    """On Python 3.11 it returns with a client still connected, later it waits."""
    assert call(CLOSING).returned == ([True, False], sys.version_info >= (3, 12))


@pytest.mark.skipif(sys.version_info < (3, 13), reason="Server.close_clients() came with Python 3.13")
@pytest.mark.parametrize("method", ["close_clients", "abort_clients"])
def test_a_server_closes_its_clients(call: Program, method: str) -> None:
    """From Python 3.13 on."""
    run = call(f"""
        import asyncio

        async def handle(reader, writer):
            await reader.read()

        async def main():
            server = await asyncio.start_server(handle, "x.example", 1)
            reader, writer = await asyncio.open_connection("x.example", 1)
            await asyncio.sleep(1)
            server.close()
            server.{method}()
            await server.wait_closed()
            got = await reader.read()
            writer.close()
            return got
    """)
    assert run.returned == b""


def test_serve_forever_ends_by_cancelling(call: Program) -> None:
    """Then the server is closed."""
    run = call("""
        import asyncio

        async def main():
            server = await asyncio.start_server(print, "x.example", 1, start_serving=False)
            before = server.is_serving()
            task = asyncio.create_task(server.serve_forever())
            await asyncio.sleep(1)
            during = server.is_serving()
            task.cancel()
            await asyncio.wait([task])
            return before, during, server.is_serving(), task.cancelled(), len(server.sockets)
    """)
    assert run.returned == (False, True, False, True, 0)


# --- What is left ---------------------------------------------------------------------------------------------------


def test_what_is_not_closed_is_left_open(call: Program) -> None:
    """Connections and servers, with the line that opened them; the scenario's and those of the lab do not count."""
    run = call(
        """
        import asyncio

        async def main():
            await asyncio.start_server(print, "x.example", 1)
            global kept
            kept = await asyncio.open_connection("y.example", 2)
            closed = await asyncio.open_connection("y.example", 2)
            closed[1].close()
        """,
        server("y.example", 2),
    )
    assert run.left_open == ["connection to y.example:2", "server on x.example:1"]
    assert [each.place.line for each in run.recording.left_open if each.place] == [6, 4]


@early_streams
def test_what_nobody_refers_to_is_dropped(call: Program) -> None:
    """Asyncio closes it then, on every version; the recording says that nobody has."""
    run = call(
        """
        import asyncio

        async def ask():
            reader, writer = await asyncio.open_connection("y.example", 2)
            return await reader.readline()

        async def main():
            got = await ask()
            await asyncio.sleep(1)
            return got
        """,
        server("y.example", 2, [say(b"hello\n")]),
    )
    assert (run.returned, run.left_open) == (b"hello\n", ["connection to y.example:2"])
    (connection,) = run.connections()
    assert (connection.client.how, connection.client.closed, connection.client.line) == ("dropped", 0, 4)
    assert run.recording.left_open[0].dropped
    assert run.output == ""


def test_a_handler_that_never_closes_is_noticed(bench: Any) -> None:
    """The end that a submission's function serves is the submission's."""

    @scenario
    async def talk(exercise: Any) -> Any:
        import asyncio

        server = await asyncio.start_server(exercise.main, "x.example", 1)
        reader, writer = await asyncio.open_connection("x.example", 1)
        line = await reader.readline()
        await asyncio.sleep(1)
        writer.close()
        server.close()
        return line

    source = """
        kept = []
        async def main(reader, writer):
            kept.append(writer)
            writer.write(b"hello\\n")
    """
    run = bench.play(source, talk)
    assert (run.returned, run.left_open) == (b"hello\n", ["connection to x.example:1"])
    assert run.recording.left_open[0].place.function == "main"


# --- Misuse ---------------------------------------------------------------------------------------------------------


def test_sockets_that_do_not_block_work_with_the_loop(call: Program) -> None:
    """`sock_connect`, `sock_sendall`, `sock_recv` and `sock_accept` are asyncio's own."""
    run = call("""
        import asyncio, socket

        async def main():
            loop = asyncio.get_running_loop()
            listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            listening.setblocking(False)
            listening.bind(("127.0.0.1", 5000))
            listening.listen()
            with socket.socket() as client:
                client.setblocking(False)
                await loop.sock_connect(client, ("127.0.0.1", 5000))
                accepted, address = await loop.sock_accept(listening)
                await loop.sock_sendall(accepted, b"hello")
                got = await loop.sock_recv(client, 100)
                accepted.close()
                rest = await loop.sock_recv(client, 100)
            listening.close()
            return got, rest, client.fileno()
    """)
    assert run.returned == (b"hello", b"", -1)


def test_a_socket_may_say_how_much_room_it_has(call: Program) -> None:
    """What does not fit waits in the buffer of who writes; without a word, there is room for 65,536 bytes."""
    source = """
        import asyncio, socket

        async def main(room):
            writers = []
            async with await asyncio.start_server(lambda reader, writer: writers.append(writer), "x.example", 1):
                reader, writer = await asyncio.open_connection("x.example", 1, limit=1)
                if room:
                    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
                await asyncio.sleep(1)
                writer.transport.pause_reading()
                writers[0].write(bytes(100_000))
                await asyncio.sleep(1)
                size = writers[0].transport.get_write_buffer_size()
                writer.transport.abort()
                writers[0].transport.abort()
            return 100_000 - size
    """
    assert [call(source, room).returned for room in (0, 1_000)] == [65_536, 1_000]


def test_no_descriptor_is_opened(call: Program) -> None:
    """Everything is in memory."""
    run = call("""
        import asyncio, os

        async def main():
            before = os.dup(0)
            os.close(before)
            async with await asyncio.start_server(print, "x.example", 1):
                reader, writer = await asyncio.open_connection("x.example", 1)
                during = os.dup(0)  # the lowest that is free
                os.close(during)
                writer.close()
            return during - before
    """)
    assert run.returned == 0


# --- Waiting --------------------------------------------------------------------------------------------------------


def test_a_deadlock_over_a_stream_says_who_waits_for_what(call: Program) -> None:
    """Both ends wait for the other one to say something."""
    run = call(
        """
        import asyncio

        async def handle(reader, writer):
            writer.write(await reader.read())

        async def main():
            async with await asyncio.start_server(handle, "x.example", 1):
                reader, writer = await asyncio.open_connection("x.example", 1)
                writer.write(b"hello\\n")
                return await reader.readline()
        """
    )
    assert run.ended == "deadlock"
    assert [(w.waits_for, w.place and w.place.line) for w in run.recording.deadlock.waiters] == [
        ("StreamReader.readline() on `reader`, where neither data nor an end comes", 10),
        ("StreamReader.read() on `reader`, where neither data nor an end comes", 4),
    ]


def test_a_stream_without_a_name_is_told_without_one(call: Program) -> None:
    """Where nothing in the submission's code is called so, the wait is a whole sentence all the same."""
    run = call("""
        import asyncio

        async def handle(reader, writer):
            await asyncio.Event().wait()

        async def main():
            async with await asyncio.start_server(handle, "x.example", 1):
                connections = {1.5: await asyncio.open_connection("x.example", 1)}
                return await connections[1.5][0].read(3)
    """)
    waits = [waiter.waits_for for waiter in run.recording.deadlock.waiters]
    assert waits == ["StreamReader.read(3), where neither data nor an end comes", "Event"]


def test_what_asyncio_and_the_lab_say_is_not_printed(call: Program) -> None:
    """What was printed is what the submission has printed: no log of asyncio's, no warning of an open connection."""
    run = call("""
        import asyncio

        async def main():
            async with await asyncio.start_server(lambda reader, writer: writer.transport.abort(), "x.example", 1):
                reader, writer = await asyncio.open_connection("x.example", 1)
                for _ in range(9):
                    writer.write(b"hello")
                    await asyncio.sleep(1)
                await asyncio.open_connection("x.example", 1)
                print("done")
    """)
    assert run.output == "done\n"


def test_latency_delays_everything(call: Program) -> None:
    """A round trip to connect, half of one for each message."""
    run = call(
        """
        import asyncio

        async def main():
            loop = asyncio.get_running_loop()
            reader, writer = await asyncio.open_connection("far.example", 1)
            connected = loop.time() - 1000
            writer.write(b"hello\\n")
            line = await reader.readline()
            answered = loop.time() - 1000
            writer.close()
            return connected, answered, line
        """,
        server("far.example", 1, [hear(b"\n"), say_back(after=1)], latency=2),
    )
    assert run.returned == (4, 9, b"hello\n")


def test_a_silent_host_lets_one_wait_for_ever(call: Program) -> None:
    """Only a time limit ends it."""
    run = call(
        """
        import asyncio

        async def main():
            try:
                async with asyncio.timeout(3.5):
                    await asyncio.open_connection("hole.example", 1)
            except TimeoutError:
                return "late"
        """,
        server("hole.example", 1, answers=False),
    )
    assert (run.returned, run.elapsed, run.left_open) == ("late", 3.5, [])


# --- Schedules ------------------------------------------------------------------------------------------------------


def test_schedules_vary_what_a_network_may(bench: Any) -> None:
    """When messages arrive, which of two is first, into how many readings one falls; never the bytes' order."""

    @scenario
    async def talk(_exercise: Any) -> Any:
        import asyncio

        reads: list[bytes] = []
        order: list[int] = []

        async def handle(reader: Any, writer: Any) -> None:
            while data := await reader.read(100):
                reads.append(data)
            order.append(len(reads))
            writer.close()

        server = await asyncio.start_server(handle, "x.example", 1)
        _, writer = await asyncio.open_connection("x.example", 1)
        writer.write(b"abcdef")
        writer.write(b"ghi")
        await asyncio.sleep(1)
        writer.write(b"jkl")
        writer.close()
        await asyncio.sleep(300)
        server.close()
        return reads

    found = [bench.play("", talk, schedule=Schedule(seed=seed)).returned for seed in (0, *range(1, 30))]
    assert found[0] == [b"abcdefghi", b"jkl"]
    assert {b"".join(reads) for reads in found} == {b"abcdefghijkl"}
    assert len({tuple(reads) for reads in found}) > 10
    plain = Schedule(seed=7, without=("splits", "delays"))
    assert bench.play("", talk, schedule=plain).returned == found[0]


def test_schedules_connect_before_a_library_gives_up(bench: Any) -> None:
    """However long a message is on its way, connecting takes less than the 30 s that aiohttp has for it by default."""

    @scenario
    async def connect(_exercise: Any) -> None:
        import asyncio

        await asyncio.open_connection("b.example", 7)

    there = server("b.example", 7)
    found = [bench.play("", connect, there, schedule=Schedule(seed=seed)).elapsed for seed in range(60)]
    assert min(found) == 0
    assert 10 < max(found) < 30


def test_everything_is_the_same_every_time(bench: Any) -> None:
    """Two hundred recordings are one."""
    import msgspec

    source = (
        ECHO
        + """
    async def client(n):
        reader, writer = await asyncio.open_connection("echo.example", 7)
        for k in range(n):
            writer.write(f"{n}.{k}\\n".encode())
            print(await reader.readline())
        writer.close()
        await writer.wait_closed()

    async def main():
        async with await asyncio.start_server(handle, "echo.example", 7):
            await asyncio.gather(*map(client, range(4)))
"""
    )
    runs = {msgspec.json.encode(bench.call(source).recording) for _ in range(200)}
    assert len(runs) == 1


@early_streams
def test_a_handler_may_drop_its_writer(call: Program) -> None:
    """Whatever is collected together with it, asyncio has nothing to complain of."""
    run = call(
        """
        import asyncio

        async def handle(reader, writer):
            while data := await reader.read(100):
                writer.write(data)

        async def main():
            server = await asyncio.start_server(handle, "x.example", 1)
            reader, writer = await asyncio.open_connection("x.example", 1)
            writer.write(b"abc")
            writer.write_eof()
            got = await reader.read()
            writer.close()
            server.close()
            await asyncio.sleep(1)
            return got
        """
    )
    assert (run.returned, run.warnings, run.left_open) == (b"abc", [], ["connection to x.example:1"])


@early_streams
def test_declared_servers_may_read_no_more(call: Program) -> None:
    """Whoever writes to one waits for ever, and is not broken off."""
    run = call(
        """
        import asyncio

        async def main():
            reader, writer = await asyncio.open_connection("x.example", 1)
            writer.write(bytes(500_000))
            try:
                await asyncio.wait_for(writer.drain(), 500)
            except TimeoutError:
                return writer.transport.get_write_buffer_size()
            finally:
                writer.transport.abort()
        """,
        server("x.example", 1, [stop_reading()]),
    )
    assert run.returned == 500_000 - 65_536
