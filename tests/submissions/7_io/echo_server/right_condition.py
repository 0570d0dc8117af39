"""Counts its clients under a condition, and cancels those who stay too long."""

import asyncio


async def echo(reader, writer):
    try:
        async for piece in pieces(reader):
            writer.write(piece)
            await writer.drain()
        writer.close()
        await writer.wait_closed()
    finally:
        writer.transport.abort()


async def pieces(reader):
    while piece := await reader.read(500):
        yield piece


def visitor(writer):
    peer = writer.get_extra_info("peername")
    own = writer.get_extra_info("sockname")
    return f"{peer[0]}:{peer[1]} at {own[0]}:{own[1]}"


async def serve(host, port, stop, patience, book):
    condition = asyncio.Condition()
    tasks = set()

    async def handle(reader, writer):
        me = asyncio.current_task()
        tasks.add(me)
        name = visitor(writer)
        book.append(f"+ {name}")
        try:
            await echo(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass  # serve() itself has cancelled us: nobody else does
        book.append(f"- {name}")
        async with condition:
            tasks.discard(me)
            condition.notify_all()

    async with await asyncio.start_server(handle, host, port) as server:
        await stop.wait()
        server.close()
        async with condition:
            try:
                async with asyncio.timeout(patience):
                    await condition.wait_for(lambda: not tasks)
            except TimeoutError:
                for task in tasks:
                    task.cancel()
                await condition.wait_for(lambda: not tasks)
