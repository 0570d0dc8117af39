"""Step by step, with flags, loops that collect the bytes, and tasks that are cancelled by hand."""

import asyncio


async def ask(host, port, question, limit):
    return await asyncio.wait_for(ask_without_limit(host, port, question), limit)


async def ask_without_limit(host, port, question):
    connection = await asyncio.open_connection(host, port)
    reader = connection[0]
    writer = connection[1]
    try:
        writer.write((question + "\n").encode("utf-8"))
        await writer.drain()
        line = b""
        while True:
            byte = await reader.read(1)
            if byte == b"":
                raise EOFError("the lighthouse has hung up")
            if byte == b"\n":
                break
            line = line + byte
    finally:
        writer.close()
    return line.decode("utf-8")


async def collect(reader, size):
    data = b""
    while len(data) < size:
        piece = await reader.read(size - len(data))
        if piece == b"":
            break
        data = data + piece
    return data


async def receive(reader):
    head = await collect(reader, 4)
    if len(head) == 0:
        return None
    if len(head) < 4:
        raise EOFError("in the middle of the length")
    size = head[0] * 256**3 + head[1] * 256**2 + head[2] * 256 + head[3]
    message = await collect(reader, size)
    if len(message) < size:
        raise EOFError("in the middle of the message")
    return message


async def send_all(writer, messages):
    for message in messages:
        writer.write(len(message).to_bytes(4, "big"))
        writer.write(message)
        await writer.drain()


async def exchange(host, port, messages, answers):
    reader, writer = await asyncio.open_connection(host, port)
    task = asyncio.create_task(send_all(writer, messages))
    try:
        count = 0
        while count < len(messages):
            answer = await receive(reader)
            if answer is None:
                raise EOFError("an answer is missing")
            answers += [answer]
            count = count + 1
    finally:
        task.cancel()
        try:
            await task
        except (asyncio.CancelledError, OSError):
            pass
        writer.transport.abort()


async def deliver(host, port, messages, tries, pause):
    answers = []
    tried = 0
    while True:
        try:
            await exchange(host, port, messages[len(answers) :], answers)
        except OSError as error:
            problem = error
        except EOFError as error:
            problem = error
        else:
            return answers
        tried = tried + 1
        if tried == tries:
            raise problem
        await asyncio.sleep(pause)
