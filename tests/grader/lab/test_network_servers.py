"""The tasks that asyncio makes for the connections of a server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.judge import job

Program = Callable[..., Any]


def test_who_serves_a_client_that_is_gone_is_not_lost(call: Program) -> None:
    """A connection's task goes on when the client has hung up, and ends; nobody but asyncio could refer to it."""
    run = call(
        """
        import asyncio

        async def main(work):
            async def handle(reader, writer):
                await reader.readline()
                await work()
                writer.close()

            async with await asyncio.start_server(handle, "shop.example", 80):
                for hang_up in ("close", "abort", "write_eof"):
                    reader, writer = await asyncio.open_connection("shop.example", 80)
                    writer.write(b"one\\n")
                    await asyncio.sleep(1)
                    getattr(writer.transport, hang_up)()
                    await asyncio.sleep(9)
                    writer.close()
        """,
        job("work", takes=5),
    )
    assert run.warnings == []
    assert run.times("work finished") == [5, 15, 25]


def test_a_protocol_of_ones_own_is_held_while_it_is_connected(call: Program) -> None:
    """Who serves a client by a protocol with a task need not hold them, also when the client has ended its side."""
    run = call(
        """
        import asyncio

        class Shop(asyncio.Protocol):
            def __init__(self, work):
                self.work = work

            def connection_made(self, transport):
                self.transport = transport
                self.task = asyncio.create_task(self.talk())

            def eof_received(self):
                return True

            async def talk(self):
                await self.work()
                self.transport.write(b"done")
                self.transport.close()

        async def main(work):
            server = await asyncio.get_running_loop().create_server(lambda: Shop(work), "shop.example", 80)
            reader, writer = await asyncio.open_connection("shop.example", 80)
            writer.write_eof()
            answer = await reader.read()
            writer.close()
            server.close()
            return answer
        """,
        job("work", takes=5),
    )
    assert run.warnings == []
    assert (run.returned, run.elapsed, run.left_open) == (b"done", 5, [])


def test_a_protocol_of_ones_own_is_held_when_its_client_is_gone(call: Program) -> None:
    """A protocol's task that goes on when its client is gone is not lost: in life, what it waits for holds it."""
    run = call(
        """
        import asyncio, dataclasses

        @dataclasses.dataclass
        class Shop(asyncio.Protocol):
            work: object

            def connection_made(self, transport):
                self.task = asyncio.create_task(self.talk())

            async def talk(self):
                await self.work()

        async def main(work):
            server = await asyncio.get_running_loop().create_server(lambda: Shop(work), "shop.example", 80)
            reader, writer = await asyncio.open_connection("shop.example", 80)
            await asyncio.sleep(1)
            writer.transport.abort()
            await asyncio.sleep(9)
            server.close()
        """,
        job("work", takes=5),
    )
    assert run.warnings == []
    assert run.at("work finished") == 5


def test_who_is_cancelled_at_the_end_is_no_error(call: Program) -> None:
    """A connection's task that is cancelled at the end is nothing to complain of, though Python did up to 3.12.1."""
    run = call(
        """
        import asyncio

        async def handle(reader, writer):
            await asyncio.sleep(60)

        async def main():
            await asyncio.start_server(handle, "shop.example", 80)
            await asyncio.open_connection("shop.example", 80)
            await asyncio.sleep(1)
        """
    )
    assert run.warnings == []
    assert len(run.leftovers) == 1
