"""Asks with a socket that blocks, on the loop's own thread.

fails: tcp_client::test_long_messages_are_exchanged
diagnosis: blocked-loop
"""

import asyncio
import socket
import time


async def ask(host, port, question, limit):
    end = time.monotonic() + limit
    with socket.create_connection((host, port), limit) as sock:
        sock.sendall(f"{question}\n".encode())
        line = b""
        while not line.endswith(b"\n"):
            sock.settimeout(max(end - time.monotonic(), 0.001))
            byte = sock.recv(1)
            if not byte:
                raise EOFError("the lighthouse has hung up")
            line += byte
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
        writer.transport.abort()


async def deliver(host: str, port: int, messages: list[bytes], tries: int, pause: float) -> list[bytes]:
    answers: list[bytes] = []
    while len(answers) < len(messages):
        try:
            await exchange(host, port, messages[len(answers) :], answers)
        except (OSError, EOFError):
            tries -= 1
            if not tries:
                raise
            await asyncio.sleep(pause)
    return answers
