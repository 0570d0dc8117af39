"""A context manager of its own holds the connection; a task group speaks and listens."""

import asyncio
import contextlib
import struct


@contextlib.asynccontextmanager
async def connected(host, port):
    reader, writer = await asyncio.open_connection(host, port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def ask(host, port, question, limit):
    async with asyncio.timeout(limit), connected(host, port) as (reader, writer):
        writer.write(f"{question}\n".encode())
        await writer.drain()
        return (await reader.readuntil()).decode().removesuffix("\n")


HEAD = struct.Struct(">I")


async def receive(reader):
    head = await reader.read(1)
    if not head:
        return None
    head += await reader.readexactly(HEAD.size - 1)
    return await reader.readexactly(*HEAD.unpack(head))


async def exchange(host, port, messages, answers):
    async def speak(writer):
        for message in messages:
            writer.writelines([HEAD.pack(len(message)), message])
            await writer.drain()

    async def listen(reader):
        for _ in messages:
            if (answer := await receive(reader)) is None:
                raise EOFError("hung up")
            answers.append(answer)

    try:
        async with connected(host, port) as (reader, writer), asyncio.TaskGroup() as group:
            group.create_task(speak(writer))
            group.create_task(listen(reader))
    except* (OSError, EOFError) as errors:
        found = errors
        while isinstance(found, BaseExceptionGroup):
            found = found.exceptions[0]
        problem = found
    else:
        return
    raise problem


async def deliver(host, port, messages, tries, pause):
    answers = []
    while len(answers) < len(messages):
        try:
            await exchange(host, port, messages[len(answers) :], answers)
        except (OSError, EOFError):
            tries -= 1
            if not tries:
                raise
            await asyncio.sleep(pause)
    return answers
