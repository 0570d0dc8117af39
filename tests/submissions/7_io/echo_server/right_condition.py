"""Counts its clients under a condition, and reads through a generator."""

import asyncio


async def echo(reader, writer):
    try:
        async for piece in pieces(reader):
            writer.write(piece)
            await writer.drain()
    finally:
        writer.close()
    await writer.wait_closed()


async def pieces(reader):
    while piece := await reader.read(500):
        yield piece


def visitor(writer):
    peer = writer.get_extra_info("peername")
    own = writer.get_extra_info("sockname")
    return f"{peer[0]}:{peer[1]} at {own[0]}:{own[1]}"


async def serve(host, port, stop, patience, book):
    condition = asyncio.Condition()
    here = set()

    async def handle(reader, writer):
        here.add(writer)
        name = visitor(writer)
        book.append(f"+ {name}")
        try:
            await echo(reader, writer)
        except ConnectionError:
            pass
        book.append(f"- {name}")
        async with condition:
            here.discard(writer)
            condition.notify_all()

    async with await asyncio.start_server(handle, host, port) as server:
        try:
            await stop.wait()
            server.close()
            async with asyncio.timeout(patience), condition:
                await condition.wait_for(lambda: not here)
        except TimeoutError:
            pass
        finally:
            for writer in here:
                writer.transport.abort()
            async with condition:
                await condition.wait_for(lambda: not here)
