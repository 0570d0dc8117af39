"""Sockets that block do so in virtual time: in a thread they hold up that thread, on the loop's own the event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.judge import hang_up, hear, refuse, reply, reset, say, server, stop_reading, web_server

Program = Callable[..., Any]

LIGHT = server("light.example", 80, [hear(b"\n"), say(b"clear, ", after=1), say(b"7\n", after=2), hang_up(after=1)])

ASK = """
    import asyncio, socket, time

    def ask(limit=None):
        with socket.create_connection(("light.example", 80), limit) as sock:
            sock.sendall(b"today?\\n")
            heard = b""
            while not heard.endswith(b"\\n"):
                piece = sock.recv(100)
                if not piece:
                    raise EOFError
                heard += piece
            return heard
"""


def test_threads_talk_to_a_declared_server(call: Program) -> None:
    """Three of them wait at the same time, and so does the loop; all is noted as for streams."""
    run = call(
        ASK
        + """
    async def main():
        return await asyncio.gather(*(asyncio.to_thread(ask) for _ in range(3)), asyncio.sleep(2, "slept"))
        """,
        LIGHT,
    )
    assert run.returned == [*[b"clear, 7\n"] * 3, "slept"]
    assert (run.elapsed, run.closed, run.blocked, run.left_open, run.warnings) == (3, 3, [], [], [])
    found = run.connections("light.example")
    assert [(each.client.sent, each.client.how, each.client.closed, each.opened) for each in found] == [
        *[(b"today?\n", "closed", 3, 0)] * 3
    ]
    assert [each.client.line for each in found] == [4, 4, 4]


def test_on_the_loops_own_thread_they_block_the_loop(call: Program) -> None:
    """The server answers nevertheless, and it is noted which call has held up the loop, and where."""
    run = call(
        ASK
        + """
    async def main():
        task = asyncio.create_task(asyncio.sleep(1))
        await asyncio.sleep(0)
        heard = ask()
        await task
        return heard
        """,
        LIGHT,
    )
    assert (run.returned, run.elapsed) == (b"clear, 7\n", 3)
    assert [(each.what, each.line, each.start, each.end) for each in run.blocked] == [("socket.recv()", 8, 0, 3)]


def test_connecting_takes_its_time(call: Program) -> None:
    """There and back; on the loop's own thread the loop is held up for that long."""
    run = call(
        ASK
        + """
    async def main():
        await asyncio.to_thread(ask)
        return ask()
        """,
        server("light.example", 80, [hear(b"\n"), say(b"clear\n", after=1)], latency=2),
    )
    assert (run.returned, run.elapsed) == (b"clear\n", 18)
    assert [(each.what, each.start, each.end) for each in run.blocked] == [
        *[("socket.connect()", 9, 13), ("socket.recv()", 13, 18)],
    ]


@pytest.mark.parametrize(
    ("light", "outcome"),
    [
        (LIGHT, ("TimeoutError", "timed out", 2.5)),
        (server("light.example", 80, answers=False), ("TimeoutError", "timed out", 1.5)),
        (server("light.example", 80, [refuse()], latency=0), ("ConnectionRefusedError", "", 0)),
        (server("light.example", 80, [reset(after=1)]), ("ConnectionResetError", "", 1)),
        (server("light.example", 80, [hear(b"\n"), hang_up(after=1)]), ("EOFError", "", 1)),
        (server("dark.example", 80), ("gaierror", "", 0)),
    ],
    ids=["slow", "silent", "refuses", "resets", "hangs up", "unknown"],
)
def test_what_goes_wrong(call: Program, light: Any, outcome: tuple[str, str, float]) -> None:
    """The errors are those of the real ones, at their time; a limit is for each call."""
    run = call(
        ASK
        + """
    async def main():
        await asyncio.to_thread(ask, 1.5)
        """,
        light,
    )
    assert run.raised is not None
    assert (run.raised[0], run.elapsed) == (outcome[0], outcome[2])
    assert outcome[1] in run.raised[1]
    assert run.left_open == []


def test_sending_waits_for_room(call: Program) -> None:
    """What the other end does not take waits, for as long as the limit says in all, and the rest is not sent."""
    run = call(
        """
        import asyncio, socket

        def send():
            with socket.create_connection(("light.example", 80)) as sock:
                sock.settimeout(2.5)
                assert (sock.gettimeout(), sock.getblocking()) == (2.5, True)
                sock.sendall(bytes(10_000_000))

        async def main():
            await asyncio.to_thread(send)
        """,
        server("light.example", 80, [stop_reading()]),
    )
    assert (run.raised, run.elapsed) == (("TimeoutError", "timed out"), 2.5)
    assert run.left_open == []


def test_files_of_sockets(call: Program) -> None:
    """`makefile` reads and writes lines; the connection is closed when both it and its file are."""
    run = call(
        """
        import asyncio, socket

        def ask():
            sock = socket.create_connection(("light.example", 80))
            file = sock.makefile("rw", newline="\\n")
            sock.close()
            file.write("today?\\n")
            file.flush()
            line = file.readline()
            still = sock.fileno() != -1
            file.close()
            return line, still, sock.fileno()

        async def main():
            return await asyncio.to_thread(ask)
        """,
        LIGHT,
    )
    assert run.returned == ("clear, 7\n", True, -1)
    assert (run.elapsed, run.left_open) == (3, [])


def test_some_bytes_and_all_of_them(call: Program) -> None:
    """`recv_into`, MSG_WAITALL, MSG_PEEK, MSG_DONTWAIT, and half a close."""
    run = call(
        """
        import asyncio, socket

        def talk():
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
                sock.connect(("light.example", 80))
                assert sock.connect_ex(("light.example", 80)) != 0
                sock.send(b"x\\n")
                try:
                    sock.recv(1, socket.MSG_DONTWAIT)
                except BlockingIOError:
                    got = ["nothing yet"]
                got.append(sock.recv(2, socket.MSG_PEEK))
                got.append(sock.recv(8, socket.MSG_WAITALL))
                buffer = bytearray(5)
                got.append((sock.recv_into(buffer), bytes(buffer)))
                sock.shutdown(socket.SHUT_WR)
                return [*got, sock.recv(9), sock.getpeername()[1]]

        async def main():
            return await asyncio.to_thread(talk)
        """,
        LIGHT,
    )
    assert run.returned == ["nothing yet", b"cl", b"clear, 7", (1, b"\n\0\0\0\0"), b"", 80]
    assert run.elapsed == 4


def test_shutting_down_wakes_who_reads(call: Program) -> None:
    """Another thread, the loop's for instance, may end a wait by that."""
    run = call(
        """
        import asyncio, socket

        async def main():
            sock = socket.create_connection(("light.example", 80))
            reading = asyncio.create_task(asyncio.to_thread(sock.recv, 100))
            await asyncio.sleep(3)
            sock.shutdown(socket.SHUT_RDWR)
            heard = await reading
            sock.close()
            return heard
        """,
        server("light.example", 80, []),
    )
    assert (run.returned, run.elapsed, run.left_open) == (b"", 3, [])


def test_the_line_of_a_connection_that_a_thread_has_made(call: Program) -> None:
    """What stays open is told with the line that has sent the thread for it."""
    run = call(
        """
        import asyncio, socket

        async def main():
            global kept
            kept = await asyncio.to_thread(socket.create_connection, ("light.example", 80))
        """,
        server("light.example", 80, []),
    )
    assert run.left_open == ["connection to light.example:80"]
    assert run.recording.left_open[0].place.line == 5


def test_servers_of_threads(call: Program) -> None:
    """A server may block, too, in a thread of its own, and talk to asyncio's streams."""
    run = call(
        """
        import asyncio, socket, threading

        def serve(listening):
            sock, (host, port) = listening.accept()
            with sock:
                while data := sock.recv(3):
                    sock.sendall(data.upper())

        async def main():
            with socket.create_server(("shout.example", 7)) as listening:
                thread = threading.Thread(target=serve, args=[listening])
                thread.start()
                await asyncio.sleep(1)
                reader, writer = await asyncio.open_connection("shout.example", 7)
                writer.write(b"hallo")
                writer.write_eof()
                heard = await reader.read()
                writer.close()
                await asyncio.to_thread(thread.join)
            return heard
        """
    )
    assert (run.returned, run.left_open, run.warnings) == (b"HALLO", [], [])


def test_streams_of_a_server_on_the_loop(call: Program) -> None:
    """A thread may talk to a server of asyncio's that runs on the loop."""
    run = call(
        """
        import asyncio, socket

        async def echo(reader, writer):
            while data := await reader.read(100):
                await asyncio.sleep(1)
                writer.write(data)
            writer.close()

        def ask():
            with socket.create_connection(("echo.example", 7)) as sock:
                sock.sendall(b"one")
                sock.sendall(b"two")
                return sock.recv(6, socket.MSG_WAITALL)

        async def main():
            async with await asyncio.start_server(echo, "echo.example", 7):
                heard = await asyncio.to_thread(ask)
                await asyncio.sleep(0.5)  # until the server has noticed, too
                return heard
        """
    )
    assert (run.returned, run.left_open) == (b"onetwo", [])


def test_urllib_in_a_thread(call: Program) -> None:
    """The standard library's client of HTTP uses them."""
    run = call(
        """
        import asyncio, urllib.request

        def get():
            with urllib.request.urlopen("http://api.example/a") as answer:
                return answer.status, answer.read()

        async def main():
            return await asyncio.to_thread(get)
        """,
        web_server("api.example", {"/a": reply(200, "hello", after=2)}),
    )
    assert (run.returned, run.elapsed, run.left_open) == ((200, b"hello"), 2, [])
    assert run.requests("api.example")[0].status == 200


def test_without_a_loop(plainly: Program) -> None:
    """A program that runs no loop at all may use them, too."""
    run = plainly(ASK + "    main = ask", LIGHT)
    assert (run.returned, run.elapsed, run.blocked) == (b"clear, 7\n", 3, [])


def test_waiting_for_ever_is_a_deadlock(call: Program) -> None:
    """It is told which thread waits for what, and where."""
    run = call(
        ASK
        + """
    async def main():
        await asyncio.to_thread(ask)
        """,
        server("light.example", 80, [stop_reading()]),
    )
    assert run.ended == "deadlock"
    told = {(each.task, each.waits_for): each.place for each in run.recording.deadlock.waiters}
    place = told["thread asyncio_0", "socket.recv(), where neither data nor an end comes"]
    assert place is not None
    assert place.line == 8
    assert len(told) == 2


def test_who_waits_for_its_own_loop_is_a_deadlock(call: Program) -> None:
    """A server on the loop cannot answer to what keeps that loop."""
    run = call(
        """
        import asyncio, socket

        async def main():
            async with await asyncio.start_server(print, "echo.example", 7):
                socket.create_connection(("echo.example", 7)).recv(1)
        """
    )
    assert run.ended == "deadlock"
    assert [each.task for each in run.recording.deadlock.waiters][:1] == ["thread MainThread"]
    assert "its event loop has to wait" in run.recording.deadlock.waiters[0].waits_for


def test_nothing_is_left_for_the_next_run(call: Program) -> None:
    """The default limit of sockets is a run's own, and threads of the network's are not seen."""
    source = """
        import asyncio, socket, threading

        async def main():
            before = socket.getdefaulttimeout()
            socket.setdefaulttimeout(1.5)
            try:
                await asyncio.to_thread(socket.create_connection, ("light.example", 80))
            except TimeoutError:
                return before, threading.active_count(), len(asyncio.all_tasks())
    """
    for _ in range(2):
        run = call(source, server("light.example", 80, answers=False))
        assert (run.returned, run.elapsed) == ((None, 2, 1), 1.5)


def test_what_no_program_needs_is_refused_in_words(call: Program) -> None:
    """It is told what to use."""
    for what in ("socket.socketpair()", "socket.fromfd(0, 2, 1)", "socket.socket(socket.AF_UNIX)", "socket.getfqdn()"):
        run = call(f"""
            import socket

            async def main():
                {what}
        """)
        assert run.raised is not None
        assert "use TCP" in run.raised[1]
