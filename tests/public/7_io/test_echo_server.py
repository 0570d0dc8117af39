"""echo_server: the checks that you may read."""

import asyncio
import contextlib

import pytest

from grader.judge import note, scenario


async def hear(reader, size):
    """Listen to so many bytes, or to the end, whatever that is."""
    heard = b""
    with contextlib.suppress(ConnectionError):
        while len(heard) < size and (piece := await reader.read(size - len(heard))):
            heard += piece
    return heard


@scenario
async def called_in_pieces(exercise, pieces):
    server = await asyncio.start_server(exercise.echo, "mountain.example", 7)
    reader, writer = await asyncio.open_connection("mountain.example", 7)
    for piece in pieces:
        writer.write(piece)
        note("heard", await hear(reader, len(piece)))
        await asyncio.sleep(2)
    writer.write_eof()
    note("at the end", await hear(reader, 1))
    writer.close()
    server.close()


@pytest.mark.points(3)
def test_bytes_come_back_as_they_come(lab):
    """Whatever a client sends comes back at once, line or not; when it has said all, the connection is closed."""
    run = lab.play(called_in_pieces, [b"hal", b"lo\nis anybody\nth", b"ere?", b"\x00\xff\r"])
    assert "callback" not in run.warnings
    assert run.notes("heard") == [b"hal", b"lo\nis anybody\nth", b"ere?", b"\x00\xff\r"]
    assert run.times("heard") == [0, 2, 4, 6]
    assert run.notes("at the end") == [b""]
    assert run.left_open == []
    assert run.elapsed == 8


@scenario
async def visited(exercise, host, port, visits):
    async def look(_, writer):
        names.append(exercise.visitor(writer))
        writer.close()

    names: list = []
    server = await asyncio.start_server(look, host, port)
    seen = []
    for _ in range(visits):
        reader, writer = await asyncio.open_connection(host, port)
        connection = writer.get_extra_info("socket")
        own, peer = connection.getsockname(), connection.getpeername()
        seen.append(f"{own[0]}:{own[1]} at {peer[0]}:{peer[1]}")
        await reader.read()
        writer.close()
    server.close()
    note("as the clients know it", seen)
    return names


@pytest.mark.points(1)
def test_visitors_have_names(lab):
    """A visitor is called by its own address and the one that it has connected to, whoever it is."""
    run = lab.play(visited, "127.0.0.1", 7007, 2)
    assert run.returned == ["127.0.0.1:49152 at 127.0.0.1:7007", "127.0.0.1:49153 at 127.0.0.1:7007"]
    run = lab.play(visited, "mountain.example", 7, 1)
    assert run.returned == run.notes("as the clients know it")[0]


@scenario
async def wanderers(exercise, plans, stop_at, patience):
    """Each of *plans* is when a client comes, and what it says, a second apart."""
    stop = asyncio.Event()
    book: list = []
    loop = asyncio.get_running_loop()

    async def wander(name, comes, words):
        await asyncio.sleep(comes)
        try:
            reader, writer = await asyncio.open_connection("mountain.example", 7)
        except ConnectionRefusedError:
            note(f"{name} is refused")
            return
        own = writer.get_extra_info("socket").getsockname()
        names[f"{own[0]}:{own[1]}"] = name
        for word in words:
            writer.write(word)
            note(f"{name} heard", await hear(reader, len(word)))
            await asyncio.sleep(1)
        writer.write_eof()
        note(f"{name} heard at the end", await hear(reader, 1))
        writer.close()

    names: dict = {}
    serving = asyncio.create_task(exercise.serve("mountain.example", 7, stop, patience, book))
    tasks = [asyncio.create_task(wander(name, *plan)) for name, plan in plans.items()]
    loop.call_later(stop_at, stop.set)
    await serving
    note("closed")
    entries = list(book)
    await asyncio.wait(tasks)
    return [f"{entry[:2]}{names[entry[2:].partition(' ')[0]]}" for entry in entries]


@pytest.mark.points(3)
def test_clients_are_answered_together(lab):
    """Clients that overlap are answered at the same time, and the book says who came and who left, in that order."""
    plans = {"ann": (1, [b"a"] * 9), "bob": (3, [b"b"] * 2), "cid": (4, [b"c"] * 9)}
    run = lab.play(wanderers, plans, 20, 5.5)
    assert run.times("bob heard") == [3, 4]
    assert run.times("ann heard") == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert run.times("cid heard at the end") == [13]
    assert run.returned == ["+ ann", "+ bob", "+ cid", "- bob", "- ann", "- cid"]
    assert run.left_open == []
    assert run.at("closed") == 20


@pytest.mark.points(2)
def test_it_stops_when_the_last_one_has_gone(lab):
    """After `stop` nobody gets in; those who are there are answered to their end, and then `serve` returns."""
    plans = {"ann": (1, [b"a"] * 6), "bob": (2, [b"b"]), "cid": (4, [b"c"]), "dan": (5, [b"d"])}
    run = lab.play(wanderers, plans, 3.5, 60.5)
    assert run.times("ann heard") == [1, 2, 3, 4, 5, 6]
    assert run.at("cid is refused") == 4
    assert run.at("closed") == 7
    assert run.returned == ["+ ann", "+ bob", "- bob", "- ann"]
    assert run.left_open == []
    assert run.leftovers == []
