"""Written out at length: flags, a list of writers, a counter, and an event for the last one."""

import asyncio


async def echo(reader, writer):
    try:
        the_end = False
        while not the_end:
            data = await reader.read(100)
            if data == b"":
                the_end = True
            else:
                writer.write(data)
                await writer.drain()
    finally:
        writer.close()
        await writer.wait_closed()


def visitor(writer):
    peer = writer.get_extra_info("peername")
    own = writer.get_extra_info("sockname")
    host = peer[0]
    port = peer[1]
    own_host = own[0]
    own_port = own[1]
    return host + ":" + str(port) + " at " + own_host + ":" + str(own_port)


async def serve(host, port, stop, patience, book):
    writers = []
    nobody = asyncio.Event()
    nobody.set()

    async def handle(reader, writer):
        name = visitor(writer)
        book.append("+ " + name)
        writers.append(writer)
        nobody.clear()
        try:
            await echo(reader, writer)
        except ConnectionError:
            print(name, "has vanished")
        book.append("- " + name)
        writers.remove(writer)
        if len(writers) == 0:
            nobody.set()

    server = await asyncio.start_server(handle, host, port)
    try:
        await stop.wait()
        server.close()
        await asyncio.wait_for(nobody.wait(), patience)
    except TimeoutError:
        pass
    finally:
        server.close()
        for writer in list(writers):
            writer.transport.abort()
        await nobody.wait()
    await server.wait_closed()
