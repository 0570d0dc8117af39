"""Takes for granted that bytes are text.

fails: echo_server::test_bytes_come_back_as_they_come, echo_server::test_any_bytes_come_back
diagnosis: raises-in-handler
"""

import asyncio


async def echo(reader, writer):
    try:
        while data := await reader.read(4096):
            writer.write(data.decode().encode())
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
        if here:
            await asyncio.wait(here, timeout=patience)
    finally:
        server.close()
        for writer in here.values():
            writer.transport.abort()
        if here:
            await asyncio.wait(here)
    await server.wait_closed()
