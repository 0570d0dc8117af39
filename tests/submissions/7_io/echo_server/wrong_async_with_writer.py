"""Takes the writer for a context manager.

fails: echo_server::test_bytes_come_back_as_they_come, echo_server::test_clients_are_answered_together, echo_server::test_it_stops_when_the_last_one_has_gone, echo_server::test_any_bytes_come_back, echo_server::test_who_does_not_listen_has_to_wait, echo_server::test_a_client_may_vanish, echo_server::test_patience_comes_to_an_end
diagnosis: stream-is-no-manager
"""

import asyncio


async def echo(reader, writer):
    async with writer:
        while data := await reader.read(4096):
            writer.write(data)
            await writer.drain()


def visitor(writer):
    peer = writer.get_extra_info("peername")
    own = writer.get_extra_info("sockname")
    return f"{peer[0]}:{peer[1]} at {own[0]}:{own[1]}"


async def serve(host, port, stop, patience, book):
    here = {}

    async def welcome(reader, writer):
        task = asyncio.current_task()
        here[task] = writer
        name = visitor(writer)
        book.append(f"+ {name}")
        try:
            await echo(reader, writer)
        except ConnectionError:
            pass
        finally:
            book.append(f"- {name}")
            del here[task]

    server = await asyncio.start_server(welcome, host, port)
    try:
        await stop.wait()
        server.close()
        if here:
            await asyncio.wait(here, timeout=patience)
    finally:
        server.close()
        for writer in here.values():
            writer.transport.abort()
        if here:
            await asyncio.wait(here)
    await server.wait_closed()
