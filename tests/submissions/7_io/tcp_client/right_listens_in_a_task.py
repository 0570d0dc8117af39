"""Listens in a task, and speaks itself; it hands over to the network without waiting."""

import asyncio


async def ask(host, port, question, limit):
    async with asyncio.timeout(limit):
        reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(question.encode() + b"\n")
            await writer.drain()
            line = await reader.readline()
        finally:
            writer.close()
            await writer.wait_closed()
    if not line.endswith(b"\n"):
        raise EOFError("half a line")
    return line[:-1].decode()


async def receive(reader):
    try:
        size = await reader.readexactly(4)
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    return await reader.readexactly(int.from_bytes(size))


async def listen(reader, number, answers):
    for _ in range(number):
        answer = await receive(reader)
        if answer is None:
            raise EOFError("there should be more")
        answers.append(answer)


async def exchange(host, port, messages, answers):
    reader, writer = await asyncio.open_connection(host, port)
    listening = asyncio.ensure_future(listen(reader, len(messages), answers))
    try:
        for message in messages:
            writer.write(len(message).to_bytes(4))
            writer.write(message)
        await listening
    finally:
        listening.cancel()
        await asyncio.wait({listening})
        writer.transport.abort()


async def deliver(host, port, messages, tries, pause, answers=()):
    found = []
    try:
        await exchange(host, port, messages, found)
    except (OSError, EOFError):
        if tries == 1:
            raise
        await asyncio.sleep(pause)
        found += await deliver(host, port, messages[len(found) :], tries - 1, pause)
    return found
