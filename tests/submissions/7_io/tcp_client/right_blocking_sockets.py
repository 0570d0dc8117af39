"""Has threads use sockets that block, as a program would that was written before asyncio."""

import asyncio
import contextlib
import socket
import time


def read_line(sock, question, end):
    sock.settimeout(max(end - time.monotonic(), 0.001))
    sock.sendall(f"{question}\n".encode())
    line = b""
    while not line.endswith(b"\n"):
        sock.settimeout(max(end - time.monotonic(), 0.001))
        byte = sock.recv(1)
        if not byte:
            raise EOFError("the lighthouse has hung up")
        line += byte
    return line[:-1].decode()


def end_calls(sock):
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)  # which wakes the thread that waits for it


async def ask(host, port, question, limit):
    end = time.monotonic() + limit
    sock = await asyncio.to_thread(socket.create_connection, (host, port), limit)
    with sock:
        try:
            return await asyncio.to_thread(read_line, sock, question, end)
        finally:
            end_calls(sock)


async def receive(reader):
    try:
        head = await reader.readexactly(4)
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    return await reader.readexactly(int.from_bytes(head))


def hear(sock, size):
    data = bytearray()
    while len(data) < size:
        piece = sock.recv(size - len(data))
        if not piece:
            raise EOFError("the lighthouse has hung up")
        data += piece
    return bytes(data)


def hear_message(sock):
    return hear(sock, int.from_bytes(hear(sock, 4)))


def send(sock, messages):
    with contextlib.suppress(OSError):  # the other thread will tell
        for message in messages:
            sock.sendall(len(message).to_bytes(4))
            sock.sendall(message)


async def exchange(host, port, messages, answers):
    sock = await asyncio.to_thread(socket.create_connection, (host, port))
    sending = asyncio.create_task(asyncio.to_thread(send, sock, messages))
    try:
        for _ in messages:
            answers.append(await asyncio.to_thread(hear_message, sock))
    finally:
        end_calls(sock)
        await asyncio.wait([sending])
        sock.close()


async def deliver(host, port, messages, tries, pause):
    answers = []
    for left in range(tries - 1, -1, -1):
        try:
            await exchange(host, port, messages[len(answers) :], answers)
        except (OSError, EOFError):
            if not left:
                raise
            await asyncio.sleep(pause)
        else:
            break
    return answers
