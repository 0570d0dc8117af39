"""A protocol of its own for each connection instead of start_server, and a reader that is filled by hand; regular expressions."""

import re
import asyncio
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


REQUEST_LINE = re.compile(r"(\S+) (/\S*) (HTTP/1\.[01])")
HEADER = re.compile(r"([^\s:]+):[ \t]*(.*?)[ \t]*", re.DOTALL)
LENGTH = re.compile(r"[0-9]+")


def matched(pattern, text):
    found = pattern.fullmatch(text)
    if found is None:
        raise HttpError(400)
    return found.groups()


def parse_head(head):
    lines = [line.decode("latin-1") for line in head[:-4].split(b"\r\n")]
    collected = {}
    for name, value in (matched(HEADER, line) for line in lines[1:]):
        collected.setdefault(name.lower(), []).append(value)
    return Request(*matched(REQUEST_LINE, lines[0]), {name: ", ".join(values) for name, values in collected.items()})


async def read_request(reader):
    head = bytearray()
    while not head.endswith(b"\r\n\r\n"):
        byte = await reader.read(1)
        if not byte and not head:
            return None
        if not byte:
            raise HttpError(400)
        head += byte
        if len(head) > MAX_HEAD:
            raise HttpError(431)
    request = parse_head(bytes(head))
    if request.headers.get("transfer-encoding") is not None:
        raise HttpError(501)
    length = request.headers.get("content-length", "0")
    matched(LENGTH, length)
    if int(length) > MAX_BODY:
        raise HttpError(413)
    try:
        request.body = await reader.readexactly(int(length))
    except EOFError as error:
        raise HttpError(400) from error
    return request


async def dispatch(request, routes):
    try:
        methods = routes[request.path]
    except KeyError:
        raise HttpError(404)
    if request.method not in methods:
        raise HttpError(405, "Allow: " + ", ".join(sorted(methods)))
    task = asyncio.create_task(methods[request.method](request))
    try:
        return await task
    except Exception:
        raise HttpError(500)


class Connection(asyncio.Protocol):
    def __init__(self, routes, patience):
        self.routes = routes
        self.patience = patience
        self.reader = asyncio.StreamReader()
        self.timer = None
        self.room = asyncio.Event()
        self.room.set()

    def connection_made(self, transport):
        self.transport = transport
        self.task = asyncio.get_running_loop().create_task(self.talk())
        self.restart()

    def pause_writing(self):
        self.room.clear()

    def resume_writing(self):
        self.room.set()

    def data_received(self, data):
        self.reader.feed_data(data)

    def eof_received(self):
        self.reader.feed_eof()
        return True

    def connection_lost(self, error):
        self.timer.cancel()
        self.task.cancel()

    def restart(self):
        self.timer = asyncio.get_running_loop().call_later(self.patience, self.transport.abort)

    async def talk(self):
        last = False
        while not last:
            headers = ()
            try:
                last = True
                request = await read_request(self.reader)
                self.timer.cancel()
                if request is None:
                    break
                last = request.version == "HTTP/1.0" or request.headers.get("connection", "").casefold() == "close"
                status, body = 200, await dispatch(request, self.routes)
            except HttpError as error:
                status, body, headers = error.status, b"", error.headers
            if last:
                headers = (*headers, "Connection: close")
            self.timer.cancel()
            self.transport.write(make_answer(status, body, *headers))
            await self.room.wait()
            self.restart()
        self.timer.cancel()
        self.transport.close()


async def start(routes, host, port, patience):
    return await asyncio.get_running_loop().create_server(lambda: Connection(routes, patience), host, port)
