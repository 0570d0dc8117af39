"""Hands over the answers when all of them are there.

fails: tcp_client::test_messages_are_exchanged, tcp_client::test_a_bad_line_is_tried_again
diagnosis: waits-for-the-end
"""

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


async def exchange(host, port, messages, answers):
    reader, writer = await asyncio.open_connection(host, port)

    async def send():
        for message in messages:
            writer.write(len(message).to_bytes(4) + message)
            await writer.drain()

    found = []
    sending = asyncio.create_task(send())
    try:
        for _ in messages:
            answer = await receive(reader)
            if answer is None:
                raise EOFError("no more answers")
            found.append(answer)
        answers.extend(found)
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        writer.transport.abort()


async def deliver(host, port, messages, tries, pause):
    answers = []
    for number in range(1, tries + 1):
        try:
            await exchange(host, port, messages[len(answers) :], answers)
            return answers
        except (OSError, EOFError):
            if number == tries:
                raise
        await asyncio.sleep(pause)
