"""tcp_client: the checks that make sure."""

import asyncio
import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import hang_up, hear, note, refuse, reset, say, scenario, server, stop_reading


def framed(message):
    return len(message).to_bytes(4) + message


@scenario
async def received(exercise, pieces):
    reader = asyncio.StreamReader()

    async def feed():
        for piece in pieces:
            reader.feed_data(piece)
            await asyncio.sleep(1)
        reader.feed_eof()

    feeding = asyncio.create_task(feed())
    messages = []
    try:
        while (message := await exercise.receive(reader)) is not None:
            messages.append(message)
    except EOFError:
        messages.append("EOFError")
    await feeding
    return messages


BREAKS = {
    "hangs up in its line": ([hear(b"\n"), say(b"clea", after=1), hang_up(after=1)], 2),
    "hangs up at once": ([hear(b"\n"), hang_up(after=1)], 1),
    "breaks": ([hear(b"\n"), say(b"clea", after=1), reset(after=1)], 2),
    "refuses": ([refuse()], 0),
}


@pytest.mark.points(1.5)
def test_no_answer_is_an_error(lab):
    """Half a line is no answer; the limit holds from connecting on; whatever happens, the connection is closed."""
    for script, end in BREAKS.values():
        run = lab.call("ask", "light.example", 80, "today?", 9.5, server("light.example", 80, script))
        assert run.raised is not None
        if script[-1] == hang_up(after=1):
            assert run.raised[0] in ("EOFError", "IncompleteReadError")
        else:
            assert run.raised[0] in ("ConnectionRefusedError", "ConnectionResetError")
        assert run.elapsed == end
        assert run.left_open == []
    run = lab.call("ask", "light.example", 80, "today?", 9.5, server("light.example", 80, [say(b"clear\n")], latency=9))
    error = run.raised
    assert run.elapsed == 9.5
    assert error[0] == "TimeoutError"
    run = lab.play(received, [framed(b"fog") + framed(b"rain")[:6]])
    assert run.returned == [b"fog", "EOFError"]


@pytest.mark.points(1)
@given(
    messages=st.lists(st.binary(max_size=6), max_size=3),
    cuts=st.lists(st.integers(0, 30), max_size=3),
    lacks=st.integers(0, 9),
)
def test_any_pieces_make_the_same_messages(lab, messages, cuts, lacks):
    """Wherever the bytes are divided, the messages are the same; wherever they break off, that is an error."""
    data = b"".join(map(framed, messages))
    data = data[: max(0, len(data) - lacks)]
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    pieces = [data[here:there] for here, there in itertools.pairwise(places)]
    expected = []
    rest = data
    for message in messages:
        if rest.startswith(framed(message)):
            expected.append(message)
            rest = rest[4 + len(message) :]
    run = lab.play(received, pieces)
    assert run.returned == ([*expected, "EOFError"] if rest else expected)


@scenario
async def exchanged_at_length(exercise, size, number):
    """The lighthouse answers each message with one that is as long, and reads the next when that is on its way."""

    async def handle(reader, writer):
        try:
            while True:
                message = await reader.readexactly(4 + size)
                writer.write(message)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.transport.abort()

    lighthouse = await asyncio.start_server(handle, "light.example", 80)
    answers: list = []
    await exercise.exchange("light.example", 80, [bytes(size)] * number, answers)
    lighthouse.close()
    return [len(answer) for answer in answers]


@scenario
async def cut_short(exercise, name, *args):
    """Something is cancelled after a while, if it is not over by itself; messages are given by their lengths."""
    given = [[bytes(size) for size in arg] if isinstance(arg, list) else arg for arg in args]
    task = asyncio.create_task(getattr(exercise, name)("light.example", 80, *given))
    await asyncio.wait([task], timeout=2.5)
    task.cancel()
    await asyncio.wait([task], timeout=60)
    note("it is over")
    if not task.done():
        return "still there"
    return "cancelled" if task.cancelled() else type(task.exception()).__name__


@scenario
async def heard_too_late(exercise, size):
    """The lighthouse begins to listen when the exchange has been cancelled."""
    heard = 0

    async def handle(reader, writer):
        nonlocal heard
        await asyncio.sleep(5)
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(size):
                heard += len(data)
        writer.close()

    lighthouse = await asyncio.start_server(handle, "light.example", 80)
    exchanging = asyncio.create_task(exercise.exchange("light.example", 80, [bytes(size)], []))
    await asyncio.sleep(2.5)
    exchanging.cancel()
    await asyncio.sleep(60)
    lighthouse.close()
    return heard


@pytest.mark.points(1.5)
def test_long_messages_are_exchanged(lab):
    """Messages of 100,000 bytes get their answers, too; what breaks or is cancelled is over, and leaves nothing."""
    run = lab.play(exchanged_at_length, 100_000, 9)
    assert run.returned == [100_000] * 9
    assert run.left_open == []
    deaf, broken = [stop_reading()], [stop_reading(), reset(after=1)]
    long = [500_000] * 3
    for name, arguments, script, end in (
        ("ask", ["today?", 60.5], deaf, "cancelled"),
        ("exchange", [long, []], deaf, "cancelled"),
        ("deliver", [long, 9, 1], deaf, "cancelled"),
        ("exchange", [long, []], broken, "ConnectionResetError"),
    ):
        run = lab.play(cut_short, name, *arguments, server("light.example", 80, script))
        assert run.at("it is over") == (2.5 if script is deaf else 1)
        assert run.returned == end
        assert run.left_open == []
        assert run.leftovers == []
        assert run.warnings == []
    run = lab.play(heard_too_late, 900_000)
    assert run.returned < 900_000


@scenario
async def delivered(exercise, messages):
    """The lighthouse breaks each connection after one more answer than the one before."""
    connections = 0

    async def handle(reader, writer):
        nonlocal connections
        connections += 1
        try:
            for _ in range(connections):
                size = int.from_bytes(await reader.readexactly(4))
                message = await reader.readexactly(size)
                await asyncio.sleep(1)
                answer = message.upper()
                writer.write(len(answer).to_bytes(4) + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    lighthouse = await asyncio.start_server(handle, "light.example", 80)
    answers = await exercise.deliver("light.example", 80, messages, 20, 10)
    await asyncio.sleep(500)
    lighthouse.close()
    return answers


@pytest.mark.points(2)
def test_nothing_is_lost_on_a_bad_line(lab):
    """Whatever the network does, and however often the line breaks, each message has its answer, once, in order."""
    messages = [b"fog", b"rain", b"", b"snow", b"hail"]
    for run in lab.explore(delivered, messages, schedules=20):
        assert run.returned == [b"FOG", b"RAIN", b"", b"SNOW", b"HAIL"]
        assert run.left_open == []
        assert run.leftovers == []
        assert run.warnings == []
