"""Leaves the connection open when something goes wrong.

fails: tcp_client::test_a_question_is_answered_in_time, tcp_client::test_no_answer_is_an_error, tcp_client::test_long_messages_are_exchanged
diagnosis: connection-left-open
"""

import asyncio


async def ask(host, port, question, limit):
    async with asyncio.timeout(limit):
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(question.encode() + b"\n")
        await writer.drain()
        line = await reader.readuntil()
        writer.close()
        await writer.wait_closed()
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

    sending = asyncio.create_task(send())
    try:
        for _ in messages:
            answer = await receive(reader)
            if answer is None:
                raise EOFError("no more answers")
            answers.append(answer)
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
