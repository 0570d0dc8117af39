"""Counts the tries anew after each one that has brought an answer.

fails: tcp_client::test_a_bad_line_is_tried_again
diagnosis: too-late
"""

import asyncio


async def ask(host: str, port: int, question: str, limit: float) -> str:
    async with asyncio.timeout(limit):
        reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(f"{question}\n".encode())
            line = await reader.readuntil(b"\n")  # not readline(), which takes half a line for one
        finally:
            writer.close()  # nobody has to wait until that is done: all has been sent
    return line[:-1].decode()


async def receive(reader: asyncio.StreamReader) -> bytes | None:
    try:
        size = await reader.readexactly(4)
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    return await reader.readexactly(int.from_bytes(size))


async def exchange(host: str, port: int, messages: list[bytes], answers: list[bytes]) -> None:

    async def send() -> None:
        for message in messages:
            writer.write(len(message).to_bytes(4) + message)
            await writer.drain()

    reader, writer = await asyncio.open_connection(host, port)
    sending = asyncio.create_task(send())
    try:
        for _ in messages:
            answer = await receive(reader)
            if answer is None:
                raise EOFError("the lighthouse has hung up")
            answers.append(answer)
    finally:
        sending.cancel()  # in case it has not come to its end
        await asyncio.gather(sending, return_exceptions=True)  # what broke the line has reached us, too
        writer.transport.abort()  # close() would wait until all is sent


async def deliver(host, port, messages, tries, pause):
    answers = []
    failed = 0
    while len(answers) < len(messages):
        before = len(answers)
        try:
            await exchange(host, port, messages[before:], answers)
        except (OSError, EOFError):
            failed = 1 if len(answers) > before else failed + 1
            if failed == tries:
                raise
            await asyncio.sleep(pause)
    return answers
