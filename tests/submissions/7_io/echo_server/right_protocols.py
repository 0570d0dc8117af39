"""Serves with protocols and their callbacks; streams only where the exercise wants them."""

import asyncio
import contextlib


async def echo(reader, writer):
    with contextlib.closing(writer):
        while not reader.at_eof():
            writer.write(await reader.read(2**16))
            await writer.drain()
    await writer.wait_closed()


def visitor(writer):
    peer = writer.get_extra_info("peername")
    own = writer.get_extra_info("sockname")
    return f"{peer[0]}:{peer[1]} at {own[0]}:{own[1]}"


class Echo(asyncio.Protocol):
    def __init__(self, here, book, changed):
        self.here, self.book, self.changed = here, book, changed

    def connection_made(self, transport):
        self.transport = transport
        self.name = visitor(transport)
        self.here.append(transport)
        self.book.append(f"+ {self.name}")

    def data_received(self, data):
        self.transport.write(data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()

    def connection_lost(self, exc):
        self.book.append(f"- {self.name}")
        self.here.remove(self.transport)
        self.changed.set()


async def serve(host, port, stop, patience, book):
    here, changed = [], asyncio.Event()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Echo(here, book, changed), host, port)
    end = None
    try:
        await stop.wait()
        server.close()
        end = loop.call_later(patience, lambda: [transport.abort() for transport in here])
        while here:
            await changed.wait()
            changed.clear()
    finally:
        server.close()
        if end:
            end.cancel()
        for transport in here:
            transport.abort()
        while here:
            changed.clear()
            await changed.wait()
    await server.wait_closed()
