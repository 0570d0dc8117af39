"""Strips white space of all kinds from a value, also what is a letter or half of one in the bytes of UTF-8.

fails: http_server::test_what_is_too_large_or_wrong_is_refused
diagnosis: wrong-value
"""

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


def parse_head(head: bytes) -> Request:
    request_line, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    words = request_line.split(" ")
    if len(words) != 3:
        raise HttpError(400)
    method, path, version = words
    if not method or not path.startswith("/") or version not in ("HTTP/1.1", "HTTP/1.0"):
        raise HttpError(400)
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or name.split() != [name]:
            raise HttpError(400)
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Request(method, path, version, headers)


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        if len(head) > MAX_HEAD:
            raise HttpError(431)
        request = parse_head(head)
        request.body = await reader.readexactly(body_length(request.headers))
    except asyncio.LimitOverrunError:
        raise HttpError(431) from None
    except asyncio.IncompleteReadError as end:
        if not end.partial and end.expected is None:
            return None
        raise HttpError(400) from None
    return request


def body_length(headers: dict[str, str]) -> int:
    if "transfer-encoding" in headers:
        raise HttpError(501)
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise HttpError(400)
    if int(length) > MAX_BODY:
        raise HttpError(413)
    return int(length)


async def dispatch(request: Request, routes: dict) -> bytes:
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
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await answer_one(reader, writer, routes, patience):
                pass
        except (ConnectionError, TimeoutError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(talk, host, port)


async def answer_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, routes: dict, patience: float) -> bool:
    stays, status, body = False, 200, b""
    headers: list[str] = []
    try:
        async with asyncio.timeout(patience):
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
