"""Keeps every connection open for another request, whatever the client asks for.

fails: http_server::test_clients_do_not_wait_for_each_other, http_server::test_a_connection_serves_for_many_requests, http_server::test_who_is_too_slow_is_let_go, http_server::test_clients_come_and_go
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


def parse_head(head):
    text = head.decode("iso-8859-1")
    lines = text.split("\r\n")
    first_line = lines[0]
    header_lines = []
    for line in lines[1:]:
        if line != "":
            header_lines.append(line)
    words = first_line.split(" ")
    if len(words) < 3:
        raise HttpError(400)
    if len(words) > 3:
        raise HttpError(400)
    method = words[0]
    path = words[1]
    version = words[2]
    if method == "":
        raise HttpError(400)
    if path == "":
        raise HttpError(400)
    if path[0] != "/":
        raise HttpError(400)
    if version != "HTTP/1.1" and version != "HTTP/1.0":
        raise HttpError(400)
    headers = {}
    for line in header_lines:
        if ":" not in line:
            raise HttpError(400)
        place = line.index(":")
        name = line[:place]
        value = line[place + 1 :]
        if name == "" or " " in name or "\t" in name:
            raise HttpError(400)
        name = name.lower()
        while value.startswith(" ") or value.startswith("\t"):
            value = value[1:]
        while value.endswith(" ") or value.endswith("\t"):
            value = value[:-1]
        if name in headers:
            headers[name] = headers[name] + ", " + value
        else:
            headers[name] = value
    request = Request(method, path, version, headers)
    return request


async def read_request(reader):
    head = b""
    while True:
        try:
            line = await reader.readline()
        except ValueError:
            raise HttpError(431)
        if line == b"":
            if head == b"":
                return None
            raise HttpError(400)
        head = head + line
        if len(head) > MAX_HEAD:
            raise HttpError(431)
        if not line.endswith(b"\n"):
            raise HttpError(400)
        if head.endswith(b"\r\n\r\n"):
            break
    request = parse_head(head)
    if "transfer-encoding" in request.headers:
        raise HttpError(501)
    if "content-length" not in request.headers:
        return request
    length = request.headers["content-length"]
    if length == "":
        raise HttpError(400)
    for character in length:
        if character not in "0123456789":
            raise HttpError(400)
    length = int(length)
    if length > MAX_BODY:
        raise HttpError(413)
    body = b""
    while len(body) < length:
        piece = await reader.read(length - len(body))
        if piece == b"":
            raise HttpError(400)
        body = body + piece
    request.body = body
    return request


async def dispatch(request, routes):
    methods = routes.get(request.path)
    if methods is None:
        raise HttpError(404)
    handler = methods.get(request.method)
    if handler is None:
        allowed = ""
        for method in methods:
            if allowed != "":
                allowed = allowed + ", "
            allowed = allowed + method
        raise HttpError(405, "Allow: " + allowed)
    try:
        body = await handler(request)
    except Exception:
        raise HttpError(500)
    return body


async def start(routes, host, port, patience):
    async def handle_client(reader, writer):
        try:
            while True:
                try:
                    request = await asyncio.wait_for(read_request(reader), patience)
                except asyncio.TimeoutError:
                    break
                except HttpError as error:
                    writer.write(make_answer(error.status, b"", "Connection: close"))
                    await writer.drain()
                    break
                if request is None:
                    break
                close = False
                try:
                    body = await dispatch(request, routes)
                    status = 200
                    headers = []
                except HttpError as error:
                    body = b""
                    status = error.status
                    headers = list(error.headers)
                if close:
                    headers.append("Connection: close")
                writer.write(make_answer(status, body, *headers))
                await writer.drain()
                if close:
                    break
        except OSError:
            print("The client is gone")
        writer.close()
        try:
            await writer.wait_closed()
        except OSError:
            pass

    server = await asyncio.start_server(handle_client, host, port)
    return server
