"""A server: one coroutine for every client.

`asyncio.start_server(handler, host, port)` listens, and returns at once. From then on, whenever a client connects, it
starts a task of its own with ``handler(reader, writer)``: the two ends of that connection. Here is one that explains
words. A client sends a word in a line, and is told what it means, as often as it likes.

    async def explain(reader, writer):
        print("a client at", writer.get_extra_info("peername"))        # a tuple: its host, its port
        try:
            while line := await reader.readline():      # b"" when the client has said all: the end, EOF
                writer.write(MEANINGS[line])
                await writer.drain()
        finally:
            writer.close()                              # nobody else does that
            await writer.wait_closed()

    server = await asyncio.start_server(explain, "dictionary.example", 2628)

What travels is a stream of bytes, and no messages. What was sent in one piece may come in several, and the other way
round. `read(n)` waits until there is something, and gives what there is, n bytes at most; `readline()` waits for a
whole line. `read()` without a number waits for the end: a client that waits for its answer before it hangs up waits for
ever then, and so does the server.

`write()` only puts bytes into a buffer. `await writer.drain()` waits while too much is in there, because the client is
slow. Without it, the buffer grows for as long as the client does not read. `close()` still sends what is in there, and
`wait_closed()` waits for that; `writer.transport.abort()` throws it away and breaks the connection off at once.

A client may also vanish. Then reading or `drain()`, or even `wait_closed()`, raises a ConnectionError.

`server.close()` stops listening, and that is all: those who are connected stay so. Whether `await server.wait_closed()`
waits for them depends on the version of Python. Who wants to know when the last one has gone has to keep count, for
instance of the handlers' tasks: in a handler, `asyncio.current_task()` is its own one.

On the client's side, `reader, writer = await asyncio.open_connection(host, port)` gives the same pair.

More: https://docs.python.org/3/library/asyncio-stream.html
"""

import asyncio
import contextlib


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one client as a mountain does: send back all bytes that come, each as soon as it has come.

    When the client has said all, and has been sent all of it, close the connection, and return when it is closed. A
    client that sends much and listens slowly has to wait, and keeps nobody else waiting: no more of its bytes are kept
    here than *writer* likes to hold. If the client vanishes, that ConnectionError reaches the caller. However it ends,
    also when it is cancelled, the connection is closed.
    """
    try:
        while data := await reader.read(4096):  # whatever has come, which need not be a line
            writer.write(data)
            await writer.drain()  # who does not listen is not read from either, and has to wait
    finally:
        writer.close()
        await writer.wait_closed()


def visitor(writer: asyncio.StreamWriter) -> str:
    """Say who has connected, and where: "192.168.0.7:50123 at 10.0.0.1:7".

    These are host and port of the other end, then of this one, as the connection itself knows them.
    """
    peer = writer.get_extra_info("peername")
    own = writer.get_extra_info("sockname")
    return f"{peer[0]}:{peer[1]} at {own[0]}:{own[1]}"  # with IPv6 there are four items in each


async def serve(host: str, port: int, stop: asyncio.Event, patience: float, book: list[str]) -> None:
    """Be a mountain at *host* and *port*: every client that connects is answered by an `echo`, all at the same time.

    When a client has come, ``"+ <visitor>"`` is appended to *book*, and ``"- <visitor>"`` when its connection is over,
    whatever has put an end to it. A client that vanishes is nothing special: nobody is told, and the others do not
    notice.

    Once *stop* is set, nobody else gets in. Those who are here are answered as before, until they have said all, but
    for no more than *patience* seconds: then the connections that are left are broken off, whoever is slow to listen.
    Return as soon as all of them are over and in the book. If `serve` itself is cancelled, they are broken off at once,
    and it ends as cancelled. However it ends, nothing is left open, and nobody listens any more.
    """
    here: dict = {}

    async def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        here[task] = writer
        name = visitor(writer)
        book.append(f"+ {name}")
        with contextlib.suppress(ConnectionError):  # a client that has vanished concerns nobody else
            await echo(reader, writer)
        book.append(f"- {name}")
        del here[task]

    server = await asyncio.start_server(welcome, host, port)
    try:
        await stop.wait()
        server.close()
        if here:  # on Python 3.11, wait_closed() would not wait for them
            await asyncio.wait(here, timeout=patience)
    finally:  # when we are cancelled, too
        server.close()
        for writer in here.values():
            writer.transport.abort()  # close() would wait for who does not listen
        if here:
            await asyncio.wait(here)


if __name__ == "__main__":  # play with it: python exercises/7_io/echo_server.py

    async def shout(words: list[str], seconds: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", 7007)
        for word in words:
            writer.write(word.encode())
            await asyncio.sleep(seconds)
            print(f"    {word} ... {(await reader.read(100)).decode()}")
        writer.close()
        await writer.wait_closed()

    async def demo() -> None:
        stop = asyncio.Event()
        book: list[str] = []
        mountain = asyncio.create_task(serve("127.0.0.1", 7007, stop, 1, book))
        await asyncio.sleep(0.1)
        wanderers = [shout(["hello", "who is there", "bye"], 0.3), shout(["ahoy", "anybody"], 0.5)]
        tasks = [asyncio.create_task(wanderer) for wanderer in wanderers]
        await asyncio.sleep(0.2)
        stop.set()
        await asyncio.gather(mountain, *tasks)
        print("\n".join(book))

    asyncio.run(demo())
