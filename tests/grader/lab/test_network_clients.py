"""Clients that a suite declares connect at their times, follow their scripts, and tell what they heard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from grader.judge import caller, end, hang_up, hear, reset, say, scenario, stop_reading
from grader.judge.pickling import described
from grader.protocol import Schedule

if TYPE_CHECKING:
    from tests.grader.lab.conftest import Bench

Program = Callable[..., Any]

SHOUT = """
    import asyncio, threading

    async def shout(reader, writer):
        try:
            while data := await reader.read(100):
                writer.write(data.upper())
                await writer.drain()
        except ConnectionResetError:
            print("somebody has vanished")
        finally:
            writer.close()

    async def main(port, lasts):
        async with await asyncio.start_server(shout, "shout.example", port):
            await asyncio.sleep(lasts)
            return len(asyncio.all_tasks()), threading.active_count()
"""


def test_clients_follow_their_scripts(call: Program) -> None:
    """Two of them are there at the same time, a third one comes too late; no task and no thread is seen."""
    hallo = say(b"hal"), hear(3), say(b"lo\n", after=2), hear(b"\n"), end(), hear()
    ann = caller("ann", "shout.example", 7, *hallo, at=1)
    bob = caller("bob", "shout.example", 7, say(b"hey", after=1), hear(2), say(b"you"), hear(4), hang_up(after=4), at=1)
    eve = caller("eve", "shout.example", 7, say(b"too late"), at=20)
    run = call(SHOUT, ann, 7, bob, 10, eve)
    assert run.returned == (1, 1)
    assert run.notes("ann heard") == [b"HAL", b"LO\n", b""]
    assert run.times("ann heard") == [1, 3, 3]
    assert run.notes("bob heard") == [b"HE", b"YYOU"]
    assert (run.at("bob heard the end"), run.at("ann heard the end")) == (None, 3)
    assert [(each.opened, each.client.how, each.client.closed) for each in run.connections("shout.example")] == [
        *[(1, "open", None), (1, "closed", 6)],
    ]
    assert (run.left_open, run.leftovers, run.warnings) == ([], [], [])


def test_who_comes_too_late_is_refused(call: Program) -> None:
    """Where nobody listens, or no longer, or not yet, nobody is heard."""
    early = caller("early", "shout.example", 7, say(b"hey"))
    late = caller("late", "shout.example", 7, say(b"hey"), at=12)
    run = call(
        SHOUT
        + """
    async def later():
        await asyncio.sleep(2)
        await main(7, 5)
        await asyncio.sleep(9)
        """,
        early,
        late,
        name="later",
    )
    assert (run.at("early is refused"), run.at("late is refused")) == (0, 12)
    assert [each.client.how for each in run.connections()] == ["refused", "refused"]


def test_clients_may_vanish_or_not_read(call: Program) -> None:
    """What does not fit into the room that a client has waits in the program."""
    gone = caller("gone", "shout.example", 7, say(b"hey"), reset(after=2), at=1)
    deaf = caller("deaf", "shout.example", 7, stop_reading(), say(bytes(1_000)), hang_up(after=3), at=1, room=100)
    run = call(SHOUT, gone, 7, 10, deaf)
    assert run.printed == [(3, "somebody has vanished"), (4, "somebody has vanished")]  # one has not read all
    assert run.buffered == 900
    assert [(each.client.how, each.client.closed) for each in run.connections()] == [("reset", 3), ("closed", 4)]


def test_clients_hear_of_a_reset(call: Program) -> None:
    """A program may break the connection, too, with all that was not sent yet."""
    run = call(
        """
        import asyncio, socket, struct

        async def main():
            async def be_rude(reader, writer):
                sock = writer.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()

            async with await asyncio.start_server(be_rude, "rude.example", 7):
                await asyncio.sleep(5)
        """,
        caller("ann", "rude.example", 7, hear(), at=2),
    )
    assert run.at("ann heard of a reset") == 2


def test_schedules_delay_what_they_say(bench: Bench) -> None:
    """What clients say may take longer, and come in several pieces."""

    @scenario
    async def serve(exercise: Any) -> Any:
        return await exercise.main(7, 500)

    ann = caller("ann", "shout.example", 7, say(b"hal"), hear(3), say(b"lo\n"), hear(3), end(), hear(), at=1)
    times = set()
    for seed in range(10):
        run = bench.play(SHOUT, serve, ann, schedule=Schedule(seed=seed) if seed else Schedule())
        assert b"".join(run.notes("ann heard")) == b"HALLO\n"
        times.add(run.at("ann heard the end"))
    assert len(times) > 1


def test_clients_are_described() -> None:
    """By their name and time."""
    assert described(caller("ann", "shout.example", 7, at=2)) == "the client ann (at 2 s)"
