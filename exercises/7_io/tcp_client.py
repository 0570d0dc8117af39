"""A client: talk to a server, whatever becomes of the connection.

`asyncio.open_connection(host, port)` gives a reader and a writer, as a server's handler gets them. Here is one that
asks an auction house for the price of something.

    async def price_of(thing, host, port):
        reader, writer = await asyncio.open_connection(host, port)      # an OSError, if nobody is there
        try:
            writer.write(thing.encode() + b";")
            await writer.drain()
            return await reader.readuntil(b";")
        finally:
            writer.close()                      # a StreamWriter is no context manager: there is no `async with` for it
            await writer.wait_closed()          # until all has been sent, for as long as the other side takes nothing

A connection is a stream of bytes. `read(n)` gives what has come so far, n bytes at most: half a message, or one and a
half. So there has to be a custom by which both sides know where a message ends. There are two.

Either it has a mark at its end, as above. `readuntil(mark)` waits for it, and `readline()` for the end of a line. Or it
begins with its length: `await reader.readexactly(2)` gives two bytes and no less, `int.from_bytes(two)` makes a number
of them, `number.to_bytes(2)` the other way round, and the next `readexactly` knows how much to wait for.

The other side may hang up in between. Then `readuntil` and `readexactly` raise IncompleteReadError, which is an
EOFError; its `partial` has the bytes that did come. But `readline` gives them as if they were a line, and `read` gives
b"" from then on. If the connection breaks, that is a ConnectionError. And if the other side just says nothing, you wait
for ever, unless you have set a limit.

Who has much to say should listen meanwhile. A server that answers what you send, and whose answers nobody takes, stops
reading at some time: then both of you wait in `drain()`, for each other.

More: https://docs.python.org/3/library/asyncio-stream.html#asyncio.StreamReader
"""

import asyncio


async def ask(host: str, port: int, question: str, limit: float) -> str:
    """Ask a lighthouse: send *question* as a line, return the line that it answers, without its end.

    Lines are text in UTF-8, and end with a newline. All of it, from connecting on, takes *limit* seconds at most; then
    it ends with TimeoutError. If the lighthouse hangs up before its line has come to its end, that is an EOFError.
    However it ends, the connection is closed.
    """
    # TODO: one question, one line, one limit.
    raise NotImplementedError("ask")


async def receive(reader: asyncio.StreamReader) -> bytes | None:
    """Return the next message: four bytes with its length, the most significant one first, and then so many bytes.

    None is the answer if the other side has hung up, and no message was begun. If it was, that is an EOFError.
    """
    # TODO: no more bytes than those of the message, and no less.
    raise NotImplementedError("receive")


async def exchange(host: str, port: int, messages: list[bytes], answers: list[bytes]) -> None:
    """Send all *messages* to a lighthouse, and append its answers to *answers*: each as soon as it has come.

    There is one answer to each message, in the same order. They travel as `receive` reads them. No message waits for
    the answer to another one. Messages may be long, and the lighthouse has little room: while nobody takes its answers,
    it reads no more messages. Return when the last answer is there. If the lighthouse hangs up before, that is an
    EOFError. However it ends, the connection is closed at once, and nobody goes on sending: what has not been sent by
    then never is.
    """
    # TODO: speak and listen.
    raise NotImplementedError("exchange")


async def deliver(host: str, port: int, messages: list[bytes], tries: int, pause: float) -> list[bytes]:
    """Exchange *messages* with a lighthouse to which the line is bad. Return all the answers, in order.

    There is at least one message. If there is no connection to be had, or if it does not last, which shows in an
    OSError or an EOFError, wait *pause* seconds and try again, with those messages that have no answer yet. If the
    *tries*-th connection of the call fails, too, that was the last one, whatever answers there have been: its error
    reaches the caller at once.
    """
    # TODO: try again with what is left.
    raise NotImplementedError("deliver")


if __name__ == "__main__":  # play with it: python exercises/7_io/tcp_client.py

    async def lighthouse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while message := await receive(reader):
            await asyncio.sleep(0.3)
            answer = message.upper()
            writer.write(len(answer).to_bytes(4) + answer)
            if message == b"storm":
                break  # and the line with it
        writer.close()

    async def keeper(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        question = (await reader.readline()).decode().strip()
        await asyncio.sleep(0.2)
        writer.write(f"you ask me {question}\n".encode())
        writer.close()

    async def demo() -> None:
        async with await asyncio.start_server(keeper, "127.0.0.1", 7008):
            print(await ask("127.0.0.1", 7008, "what the weather is like?", 1))
        async with await asyncio.start_server(lighthouse, "127.0.0.1", 7009):
            print(await deliver("127.0.0.1", 7009, [b"fog", b"storm", b"calm"], 3, 0.5))
            await asyncio.sleep(0.1)  # until the lighthouse has noticed, too

    asyncio.run(demo())
