"""echo_server: the checks that make sure."""

import asyncio
import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import caller, end, hang_up, hear, note, reset, say, scenario, stop_reading


def vanish(writer):
    """Break the connection as a machine does that has been switched off and on again."""
    lingers_not = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, lingers_not)
    writer.transport.abort()


@scenario
async def called(exercise, pieces, pause):
    server = await asyncio.start_server(exercise.echo, "mountain.example", 7)
    reader, writer = await asyncio.open_connection("mountain.example", 7)
    for piece in pieces:
        writer.write(piece)
        await asyncio.sleep(pause)
    writer.write_eof()
    heard = await reader.read()
    writer.close()
    server.close()
    return heard


@pytest.mark.points(1)
@given(pieces=st.lists(st.binary(min_size=1, max_size=5), max_size=5), pause=st.integers(0, 1))
def test_any_bytes_come_back(lab, pieces, pause):
    """Whatever the bytes are and in which pieces they come, the same ones come back, and the end after them."""
    run = lab.play(called, pieces, pause)
    assert run.returned == b"".join(pieces)
    assert run.left_open == []


def has_little_room(writer):
    """Have the network keep no more than 100 bytes for this end of the connection.

    So little is enough then to fill a buffer, and a program that writes byte by byte is not too slow for it.
    """
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 100)


@scenario
async def called_by_one_who_does_not_listen(exercise, size, high_water):
    async def handle(reader, writer):
        has_little_room(writer)
        writer.transport.set_write_buffer_limits(high_water)
        await exercise.echo(reader, writer)
        note("echo is over")

    server = await asyncio.start_server(handle, "mountain.example", 7, limit=100)
    reader, writer = await asyncio.open_connection("mountain.example", 7, limit=100)
    has_little_room(writer)
    await asyncio.sleep(1)
    writer.write(bytes(size))
    writer.write_eof()
    await asyncio.sleep(60)
    total = 0
    while data := await reader.read(size):
        total += len(data)
    writer.close()
    server.close()
    return total


@pytest.mark.points(1)
def test_who_does_not_listen_has_to_wait(lab):
    """Who sends a lot before it listens gets it all back, but it does not pile up, and nothing is over before that."""
    run = lab.play(called_by_one_who_does_not_listen, 5_000, 100)
    assert run.returned == 5_000
    assert run.buffered < 2_000
    run = lab.play(called_by_one_who_does_not_listen, 5_000, 50_000)
    assert run.warnings == []
    assert run.at("echo is over") == 61


@scenario
async def ended(exercise, act):
    async def handle(reader, writer):
        tasks.append(asyncio.create_task(exercise.echo(reader, writer)))
        await asyncio.wait(tasks)
        note("it ended", "cancelled" if tasks[0].cancelled() else type(tasks[0].exception()).__name__)
        note("it is closed", writer.is_closing())

    tasks: list = []
    server = await asyncio.start_server(handle, "mountain.example", 7)
    reader, writer = await asyncio.open_connection("mountain.example", 7)
    await asyncio.sleep(1)
    if act == "cancel":
        tasks[0].cancel()
        note("heard", await reader.read())
        writer.close()
    else:
        vanish(writer)
    await asyncio.sleep(1)
    server.close()


@scenario
async def stopped(exercise, stop_at, patience):
    stop = asyncio.Event()
    book: list = []
    asyncio.get_running_loop().call_later(stop_at, stop.set)
    await exercise.serve("mountain.example", 7, stop, patience, book)
    note("closed", sorted(entry[:2] for entry in book))


@scenario
async def cancelled(exercise):
    serving = asyncio.create_task(exercise.serve("mountain.example", 7, asyncio.Event(), 1.5, []))
    await asyncio.sleep(2)
    serving.cancel()
    await asyncio.wait([serving], timeout=60)
    note("it ended", "cancelled" if serving.cancelled() else "not cancelled")
    await asyncio.sleep(1)
    return len(asyncio.all_tasks()) - 1


@pytest.mark.points(2)
def test_patience_comes_to_an_end(lab):
    """Who is there *patience* seconds after `stop`, or when `serve` is cancelled, is broken off, whatever it does."""
    silent = caller("ann", "mountain.example", 7, hang_up(after=600), at=1)
    leaves = caller("bob", "mountain.example", 7, hang_up(after=6), at=1)
    deaf = caller("cid", "mountain.example", 7, stop_reading(), say(bytes(5_000)), reset(after=600), at=1, room=100)
    run = lab.play(stopped, silent, leaves, 5.0625, 3.5)
    assert run.at("closed") == 8.5625
    assert run.notes("closed") == [["+ ", "+ ", "- ", "- "]]
    run = lab.play(stopped, silent, deaf, 5, 3.5)
    assert run.at("closed") == 8.5
    assert run.left_open == []
    run = lab.play(cancelled, silent)
    assert run.notes("it ended") == ["cancelled"]
    assert run.at("it ended") == 2
    assert run.left_open == []
    assert run.returned == 0


@scenario
async def vanished(exercise):
    stop = asyncio.Event()
    book: list = []
    serving = asyncio.create_task(exercise.serve("mountain.example", 7, stop, 500.5, book))
    await asyncio.sleep(300)
    note("book", [entry[:1] for entry in book])
    stop.set()
    await serving
    await asyncio.sleep(100)  # the end may be long on its way to the last client
    return [entry[:1] for entry in book]


@pytest.mark.points(2)
def test_a_client_may_vanish(lab):
    """Then, or when it is cancelled, an echo ends, closed, with that error; the others and `serve` go on as before."""
    run = lab.play(ended, "cancel")
    assert run.times("heard") == [1]
    assert run.notes("it ended") == ["cancelled"]
    assert run.left_open == []
    run = lab.play(ended, "vanish")
    assert run.notes("it ended") == ["ConnectionResetError"]
    assert run.notes("it is closed") == [True]
    stays = say(b"are you ", after=200), hear(8), say(b"still there?"), hear(12), end(after=100), hear()
    ann = caller("ann", "mountain.example", 7, *stays, at=1)
    vanishing = [caller("bob", "mountain.example", 7, say(b"hello"), reset(after=60), at=at) for at in (1, 121)]
    for run in lab.explore(vanished, ann, *vanishing):
        assert run.warnings == []
        assert run.notes("book") == [["+", "+", "-", "+", "-"]]
        assert run.notes("ann heard") == [b"are you ", b"still there?", b""]
        assert run.returned == ["+", "+", "-", "+", "-", "-"]
        assert run.left_open == []
        assert run.leftovers == []
