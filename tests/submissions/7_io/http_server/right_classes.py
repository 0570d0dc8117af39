"""Classes: a parser that refuses, a server with a task for each answer, and waits with asyncio.wait; a limit for the reader, too."""

import contextlib
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


class Head:
    def __init__(self, head):
        self.lines = head.decode("latin-1").split("\r\n")

    def request(self):
        method, path, version = self.need(self.lines[0].split(" "), lambda words: len(words) == 3)
        self.need(method, bool)
        self.need(path, lambda path: path[:1] == "/")
        self.need(version, ("HTTP/1.0", "HTTP/1.1").__contains__)
        request = Request(method, path, version, {})
        for line in filter(None, self.lines[1:]):
            name, value = self.need(line.split(":", 1), lambda parts: len(parts) == 2)
            self.need(name, lambda name: name and not any(map(str.isspace, name)))
            name, value = name.lower(), value.strip("\t ")
            request.headers[name] = ", ".join([*filter(None.__ne__, [request.headers.get(name)]), value])
        return request

    @staticmethod
    def need(value, fits):
        if not fits(value):
            raise HttpError(400)
        return value


def parse_head(head):
    return Head(head).request()


async def read_request(reader):
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        raise HttpError(431)
    except asyncio.IncompleteReadError as error:
        if error.partial == b"":
            return None
        raise HttpError(400)
    if len(head) > MAX_HEAD:
        raise HttpError(431)
    request = parse_head(head)
    match request.headers:
        case {"transfer-encoding": _}:
            raise HttpError(501)
        case {"content-length": length} if length.encode("latin-1").isdigit():
            size = int(length)
        case {"content-length": _}:
            raise HttpError(400)
        case _:
            size = 0
    if size > MAX_BODY:
        raise HttpError(413)
    with contextlib.suppress(asyncio.IncompleteReadError):
        request.body = await reader.readexactly(size)
        return request
    raise HttpError(400)


async def dispatch(request, routes):
    if handlers := routes.get(request.path):
        if handler := handlers.get(request.method):
            (result,) = await asyncio.gather(handler(request), return_exceptions=True)
            if isinstance(result, Exception):
                raise HttpError(500)
            return result
        raise HttpError(405, "Allow: %s" % ", ".join(handlers))
    raise HttpError(404)


class Site:
    def __init__(self, routes, patience):
        self.routes = routes
        self.patience = patience

    async def __call__(self, reader, writer):
        reading = answering = None
        try:
            while True:
                reading = asyncio.ensure_future(read_request(reader))
                await asyncio.wait([reading], timeout=self.patience)
                if not reading.done():
                    return
                if reading.exception() is not None:
                    if isinstance(reading.exception(), HttpError):
                        await self.send(writer, self.refuse(reading.exception(), "Connection: close"))
                    return
                request = reading.result()
                if request is None:
                    return
                answering = asyncio.ensure_future(self.answer(request))
                await self.send(writer, await answering)
                if self.is_last(request):
                    return
        finally:
            for task in (reading, answering):
                if task is not None:
                    task.cancel()
            writer.close()

    async def send(self, writer, answer):
        writer.write(answer)
        with contextlib.suppress(ConnectionError):
            await writer.drain()

    async def answer(self, request):
        close = ["Connection: close"] * self.is_last(request)
        try:
            return make_answer(200, await dispatch(request, self.routes), *close)
        except HttpError as error:
            return self.refuse(error, *close)

    def refuse(self, error, *headers):
        return make_answer(error.status, b"", *error.headers, *headers)

    def is_last(self, request):
        return request.version != "HTTP/1.1" or request.headers.get("connection", "").lower() == "close"


async def start(routes, host, port, patience):
    return await asyncio.start_server(Site(routes, patience), host, port, limit=3 * MAX_HEAD)
