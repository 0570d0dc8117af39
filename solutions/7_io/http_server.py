r"""HTTP: a web server over streams.

What browsers and web servers say to each other is text in a stream of bytes. A request is a head, one line and then
headers, and sometimes a body. The head ends with an empty line; nothing marks the end of a body, so its length stands
in the head. Answers look the same, but for the first line: `make_answer`, below, makes them.

    POST /lost-and-found HTTP/1.1\r\n         a method, a path, the version
    Host: station.example\r\n                 a header: its name, a colon, its value
    Content-Length: 12\r\n                    how many bytes the body has
    \r\n                                      an empty line, and the head is over
    one umbrella                              the body

A stream knows nothing of this. `await reader.read(1000)` gives what has come so far: half a head, or one request and
the beginning of the next. And `read()` without a number waits until the client ends its side of the connection; but the
client waits for the answer. Ask for what you know, and what comes after it stays in the reader for later:

    async def read_recipe(reader):
        try:
            recipe = await reader.readuntil(b"\n***\n")      # up to the stars, however many pieces it comes in
            size = int(await reader.readuntil(b"\n"))
            return recipe, await reader.readexactly(size)    # a picture
        except asyncio.IncompleteReadError as end:           # the stream has ended before
            print("nothing more" if not end.partial else f"this is only a part: {end.partial}")
        except asyncio.LimitOverrunError:                    # no stars in the first 65,536 bytes: the reader's limit
            print("this is no recipe")

Whatever comes may be wrong, for anybody can connect, and send what they like: a size of "-1", or "²", or 99,999,999; a
line without its colon; half a head, and then nothing for hours, or one byte a minute. Check what you read before you
use it, limit how much you read, and for how long. And let nobody else wait meanwhile.

One connection serves for many requests, in turn, for to make one takes time. A client may even send the next request
before it has the answer to the last. So both sides have to know exactly where each request ends, and each answer.

More: https://docs.python.org/3/library/asyncio-stream.html#streamreader, and https://www.rfc-editor.org/rfc/rfc9112
"""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus

MAX_HEAD = 2_000
MAX_BODY = 5_000
"""How many bytes a head may have, its empty line included, and a body."""


@dataclass
class Request:
    """A request. Its *headers* are found by their names, in lower case: ``headers["host"]``."""

    method: str
    path: str
    version: str
    headers: dict[str, str]
    body: bytes = b""


class HttpError(Exception):
    """Says that the answer is an error: its status, such as 404, and headers that it needs, such as "Allow: GET"."""

    def __init__(self, status: int, *headers: str) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers


def make_answer(status: int, body: bytes = b"", *headers: str) -> bytes:
    """Return an answer as it is sent, with Content-Length and with these *headers*, such as "Connection: close"."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def parse_head(head: bytes) -> Request:
    r"""Take apart the *head* of a request, which ends with its empty line. Return the request, without a body.

    Each byte is one character, as in Latin-1. Lines end in "\r\n", and nowhere else. The first one has a method, a path
    and a version, one blank between each. A path begins with "/", the version is HTTP/1.1 or HTTP/1.0. All others are
    headers: a name, a colon, a value, which may be empty. Names have no blanks and no tabs in them; those around a
    value do not belong to it, but any other character does. Of a header that comes several times, the values are joined
    by ", " in their order.

    If there is anything else: ``HttpError(400)``.
    """
    # Not splitlines(): for that, eleven characters end a line. One of them, "\x85", is the second byte of "Å" in UTF-8.
    request_line, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    words = request_line.split(" ")
    if len(words) != 3:
        raise HttpError(400)
    method, path, version = words
    if not method or not path.startswith("/") or version not in ("HTTP/1.1", "HTTP/1.0"):
        raise HttpError(400)
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")  # at the first one: a value may have colons, too
        if not colon or name.split() != [name]:
            raise HttpError(400)
        name, value = name.lower(), value.strip(" \t")
        # Of two lengths, neither counts: "3, 5" is no number. Servers that disagree about them can be made to disagree
        # about where a request ends.
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Request(method, path, version, headers)


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """Read the next request, with its body, and nothing of what comes after it. Return None if none comes any more.

    - A head of more than MAX_HEAD bytes, also one so large that the reader never finds its end: HttpError(431).
    - A header called Transfer-Encoding, which is another way to send a body: HttpError(501).
    - A body has as many bytes as Content-Length says. That has only digits, 0 to 9, at least one: otherwise
      HttpError(400). Without this header there is no body. More than MAX_BODY: HttpError(413), at once; nobody waits
      until such a body has come.
    - If the client ends its side within a request: HttpError(400); within a head that is too large, 431 will do, too.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        if len(head) > MAX_HEAD:
            raise HttpError(431)
        request = parse_head(head)
        request.body = await reader.readexactly(body_length(request.headers))
    except asyncio.LimitOverrunError:
        raise HttpError(431) from None
    except asyncio.IncompleteReadError as end:
        if not end.partial and end.expected is None:  # nothing of a head: between two requests, a client may go
            return None
        raise HttpError(400) from None
    return request


def body_length(headers: dict[str, str]) -> int:
    """Return how many bytes follow a head with these *headers*. Raise HttpError if that is not acceptable."""
    if "transfer-encoding" in headers:
        raise HttpError(501)
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):  # int() takes more: "-1", "+1", "1_0"
        raise HttpError(400)
    if int(length) > MAX_BODY:
        raise HttpError(413)
    return int(length)


async def dispatch(request: Request, routes: dict) -> bytes:
    """Have the right handler of *routes* answer *request*. Return the body of the answer.

    ``routes[path][method]`` is the handler, a coroutine function: ``await handler(request)`` gives bytes. An unknown
    path: HttpError(404). A known path, but not this method: HttpError(405), with the header "Allow: " and all methods
    of this path, in any order, separated by ", ". If the handler fails, with whatever error, also with an HttpError of
    its own: HttpError(500). One that is cancelled has not failed.
    """
    if request.path not in routes:
        raise HttpError(404)
    handlers = routes[request.path]
    if request.method not in handlers:
        raise HttpError(405, f"Allow: {', '.join(handlers)}")
    try:
        return await handlers[request.method](request)
    except Exception as error:
        raise HttpError(500) from error


async def start(routes: dict, host: str, port: int, patience: float) -> asyncio.Server:
    """Start to serve *routes* at *host* and *port*, to any number of clients at a time. Return the server.

    On each connection, requests are read and answered in turn, with status 200 and what `dispatch` gives. An HttpError,
    from wherever, is an answer, too: with its status, its headers, and no body. An answer is sent as soon as it is
    there, whatever may come next. But what a client does not take must not pile up: `drain` tells when there is room
    for another answer.

    A client has *patience* seconds to send a whole request, from the beginning of the connection or from the answer
    before. It does not matter how long a handler takes. Who needs longer gets no answer: the connection is closed.

    The connection stays open for the next request, with three exceptions: after an error of `read_request`, for nobody
    knows where the next request begins; after a request with the version HTTP/1.0; after one with a header Connection
    that is "close", in whatever case. Then the answer has a header "Connection: close", which no other answer has, and
    the connection is closed. It is also closed when the client has ended its side, and has all its answers.

    A client that breaks off, at whatever moment, is none of the others' business, and no error to be reported.
    """

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await answer_one(reader, writer, routes, patience):
                pass
        except (ConnectionError, TimeoutError):
            pass  # the client is gone, or should be
        finally:
            writer.close()

    return await asyncio.start_server(talk, host, port)


async def answer_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, routes: dict, patience: float) -> bool:
    """Read one request and answer it. Return whether there may be another one."""
    stays, status, body = False, 200, b""
    headers: list[str] = []
    try:
        async with asyncio.timeout(patience):  # one limit for all of a request, and none for its handler
            request = await read_request(reader)
        if request is None:
            return False
        stays = request.version == "HTTP/1.1" and request.headers.get("connection", "").lower() != "close"
        body = await dispatch(request, routes)
    except HttpError as error:
        status, headers = error.status, [*error.headers]
    if not stays:
        headers.append("Connection: close")
    writer.write(make_answer(status, body, *headers))
    await writer.drain()
    return stays


if __name__ == "__main__":  # play with it: python solutions/7_io/http_server.py

    async def hello(request: Request) -> bytes:
        await asyncio.sleep(0.3)
        return b"Hello! You are at " + request.headers["host"].encode()

    async def shout(request: Request) -> bytes:
        return request.body.upper()

    async def ask(port: int, *pieces: bytes) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(0.2)
        try:
            async with asyncio.timeout(0.5):
                while data := await reader.read(1_000):
                    print(data.decode("latin-1").replace("\r\n", " | "))
                print("... and the connection is closed\n")
        except TimeoutError:
            print("... and the connection stays open\n")
        finally:
            writer.close()

    async def demo() -> None:
        server = await start({"/": {"GET": hello}, "/shout": {"POST": shout}}, "127.0.0.1", 0, patience=2.5)
        port = server.sockets[0].getsockname()[1]
        print(f"curl http://127.0.0.1:{port}/ would be served here, too.\n")
        await ask(port, b"GET / HTTP/1.1\r\nHo", b"st: localhost\r\n", b"\r\n")
        await ask(port, b"POST /shout HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nHey" * 2)
        await ask(port, b"GET /attic HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        await ask(port, b"Is anybody there?\r\n\r\n")
        server.close()

    asyncio.run(demo())
