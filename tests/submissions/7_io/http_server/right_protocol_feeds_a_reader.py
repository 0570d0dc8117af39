"""A protocol with a task for each connection, which feeds a StreamReader; heads line by line, by patterns."""

import asyncio
import collections
import re
from dataclasses import dataclass
from http import HTTPStatus

MAX_HEAD = 2_000
MAX_BODY = 5_000


@dataclass
class Request:
    method: str
    path: str
    version: str
    headers: dict[str, str]
    body: bytes = b""


class HttpError(Exception):
    def __init__(self, status: int, *headers: str) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers


def make_answer(status: int, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


REQUEST_LINE = re.compile(r"([^ ]+) (/[^ ]*) (HTTP/1\.[01])", re.DOTALL)
HEADER = re.compile(r"([^ \t:]+):[ \t]*(.*?)[ \t]*", re.DOTALL)


def parse_head(head: bytes) -> Request:
    text = str(head, "latin-1")
    if text[-4:] != "\r\n\r\n":
        raise HttpError(400)
    lines = text[:-4].split("\r\n")
    first = REQUEST_LINE.fullmatch(lines[0])
    if first is None:
        raise HttpError(400)
    values = collections.defaultdict(list)
    for line in lines[1:]:
        header = HEADER.fullmatch(line)
        if header is None:
            raise HttpError(400)
        values[header[1].lower()].append(header[2])
    return Request(first[1], first[2], first[3], {name: ", ".join(values) for name, values in values.items()})


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        try:
            head += await reader.readuntil(b"\n")
        except asyncio.IncompleteReadError as error:
            if len(head) + len(error.partial) > MAX_HEAD:
                raise HttpError(431)
            if head or error.partial:
                raise HttpError(400)
            return None
        except asyncio.LimitOverrunError:
            raise HttpError(431)
        if len(head) > MAX_HEAD:
            raise HttpError(431)
    request = parse_head(head)
    if request.headers.get("transfer-encoding") is not None:
        raise HttpError(501)
    if "content-length" in request.headers:
        length = request.headers["content-length"]
        if not re.fullmatch("[0-9]+", length):
            raise HttpError(400)
        if int(length) > MAX_BODY:
            raise HttpError(413)
        body = bytearray()
        while len(body) < int(length):
            piece = await reader.read(int(length) - len(body))
            if not piece:
                raise HttpError(400)
            body += piece
        request.body = bytes(body)
    return request


async def dispatch(request: Request, routes: dict) -> bytes:
    try:
        methods = routes[request.path]
    except KeyError:
        raise HttpError(404) from None
    try:
        handler = methods[request.method]
    except KeyError:
        raise HttpError(405, f"Allow: {', '.join(sorted(methods))}") from None
    try:
        body = await handler(request)
    except asyncio.CancelledError:
        raise
    except Exception:
        raise HttpError(500) from None
    else:
        return body


class Connection(asyncio.Protocol):
    def __init__(self, routes, patience):
        self.routes = routes
        self.patience = patience
        self.reader = asyncio.StreamReader()
        self.room = asyncio.Event()
        self.room.set()

    def connection_made(self, transport):
        self.transport = transport
        self.reader.set_transport(transport)
        self.task = asyncio.get_running_loop().create_task(self.run())

    def data_received(self, data):
        self.reader.feed_data(data)

    def eof_received(self):
        self.reader.feed_eof()
        return True

    def connection_lost(self, exc):
        self.reader.feed_eof()
        self.task.cancel()

    def pause_writing(self):
        self.room.clear()

    def resume_writing(self):
        self.room.set()

    async def run(self):
        try:
            while await self.one():
                pass
        finally:
            self.transport.close()

    async def one(self) -> bool:
        await self.room.wait()
        status, body, headers, close = 200, b"", [], False
        try:
            request = await asyncio.wait_for(read_request(self.reader), self.patience)
        except TimeoutError:
            return False
        except HttpError as error:
            status, headers, close = error.status, list(error.headers), True
        else:
            if request is None:
                return False
            if request.version == "HTTP/1.0":
                close = True
            if request.headers.get("connection", "").lower() == "close":
                close = True
            try:
                body = await dispatch(request, self.routes)
            except HttpError as error:
                status = error.status
                headers.extend(error.headers)
        if close:
            headers.append("Connection: close")
        self.transport.write(make_answer(status, body, *headers))
        return not close


async def start(routes: dict, host: str, port: int, patience: float) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Connection(routes, patience), host, port)
