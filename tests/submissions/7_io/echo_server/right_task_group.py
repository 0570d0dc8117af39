"""Its clients live in a task group, whose end waits for them."""

import asyncio


async def echo(reader, writer):
    try:
        while True:
            data = await reader.read(1000)
            if not data:
                break
            writer.write(data)
            await writer.drain()
        writer.close()
        await writer.wait_closed()
    except BaseException:
        writer.transport.abort()
        raise


def visitor(writer):
    peer = writer.get_extra_info("peername")
    own = writer.get_extra_info("sockname")
    return f"{peer[0]}:{peer[1]} at {own[0]}:{own[1]}"


async def serve(host, port, stop, patience, book):
    writers = set()

    async def host_one(reader, writer):
        name = visitor(writer)
        book.append(f"+ {name}")
        writers.add(writer)
        try:
            await echo(reader, writer)
        except ConnectionError:
            pass
        finally:
            writers.discard(writer)
            book.append(f"- {name}")

    async with asyncio.TaskGroup() as clients:
        server = await asyncio.start_server(
            lambda *pair: None if clients.create_task(host_one(*pair)) else None, host, port
        )
        try:
            await stop.wait()
        finally:
            server.close()
        timer = asyncio.get_running_loop().call_later(patience, lambda: [w.transport.abort() for w in writers])
    timer.cancel()
    await server.wait_closed()
