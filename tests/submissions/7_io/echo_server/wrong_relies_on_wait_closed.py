"""Trusts that `wait_closed` waits for the clients: it does not on Python 3.11.

fails: echo_server::test_it_stops_when_the_last_one_has_gone, echo_server::test_patience_comes_to_an_end
diagnosis: too-early
"""

import asyncio


async def echo(reader, writer):
    try:
        while data := await reader.read(4096):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
        await writer.wait_closed()


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
        try:
            await asyncio.wait_for(server.wait_closed(), patience)
        except TimeoutError:
            pass
    finally:
        server.close()
        for writer in here.values():
            writer.transport.abort()
        if here:
            await asyncio.wait(here)
    await server.wait_closed()
