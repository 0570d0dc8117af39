"""Servers that a suite declares: they follow a script, and no task of a run's is theirs.

They live on whichever loop connects to them, as callbacks: a submission that looks at all tasks sees only its own. Who
connects with a socket that blocks keeps its loop, if it has one, from running, so they are elsewhere then.
"""

from __future__ import annotations

import asyncio
import math
import socket
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from grader.lab.network.elsewhere import Elsewhere
from grader.lab.network.hosts import Network
from grader.lab.network.sockets import RESETS, LabSocket
from grader.lab.network.transports import LabTransport
from grader.protocol import RequestRecord, ServerSpec, nanoseconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.lab.bubble import Bubble
    from grader.lab.recorder import Span
    from grader.protocol import Act, Reply, WebServerSpec

MAX_REQUESTS = 2_000
"""How many requests are kept."""

MAX_TOLD = 60
"""How many bytes are told of those that a server has heard when it waits for more."""

MAX_HEAD = 65_536
"""How long the head of a request may be."""


class Peer:
    """A server of the lab's at the host and port of *spec*."""

    def __init__(self, spec: ServerSpec | WebServerSpec, bubble: Bubble) -> None:
        self.spec = spec
        self.network = Network.of(bubble)
        self.met = 0
        """How many connections there were, or would have been."""
        self.calls: dict[str, int] = {}
        self._settle()

    def _settle(self) -> None:
        """Take a place in the network."""
        address = self.network.add_host(self.spec.host)
        self.network.latencies[address] = nanoseconds(self.spec.latency)
        if not self.spec.answers:
            self.network.silent.add(address)
        if self.spec.port:
            sock = LabSocket()
            sock.bind((address, self.spec.port))
            sock.is_listening, sock.meet = True, self.meet

    def meet(self, sock: LabSocket | None) -> bool:
        """Tell whether the next connection is taken; when *sock*, its end, is there, take care of it."""
        if sock is None:
            return not self.refuses()
        conversation = self.converse()
        if sock.is_called_by_blocking():
            elsewhere = self.network.elsewhere = self.network.elsewhere or Elsewhere(self.network.bubble)
            elsewhere.call(self._begin, sock, conversation)
        else:
            self._begin(sock, conversation)
        return True

    def _begin(self, sock: LabSocket, conversation: asyncio.Protocol) -> None:
        # Kept: a loop does not refer to a transport whose reading is paused.
        sock.kept = LabTransport(asyncio.get_running_loop(), sock, conversation)

    def refuses(self) -> bool:
        """Tell whether the next connection is refused, which counts as one."""
        script = self._script()
        refused = bool(script) and script[0].kind == "refuse"
        self.met += refused
        return refused

    def converse(self) -> asyncio.Protocol:
        """Give what the next connection is taken care of with."""
        script = self._script()
        self.met += 1
        if isinstance(self.spec, ServerSpec):
            return Conversation(script, self.network)
        return WebConversation(self, self.spec, len(self.network.connections) - 1)

    def _script(self) -> tuple[Act, ...]:
        scripts = self.spec.scripts if isinstance(self.spec, ServerSpec) else ()
        return scripts[min(self.met, len(scripts) - 1)] if scripts else ()


class _Scripted(asyncio.Protocol):
    """What the two kinds of conversations have in common: bytes that were heard, and a transport."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.heard = bytearray()
        self.at_end = False
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.go_on()

    def data_received(self, data: bytes) -> None:
        self.heard += data
        self.go_on()

    def eof_received(self) -> bool:
        self.at_end = True
        self.go_on()
        return True

    def go_on(self) -> None:
        """Do what can be done now."""

    def later(self, seconds: float, thing: Callable[[], None]) -> None:
        """Do *thing* after a while, or never."""
        if seconds < math.inf:
            self.network.later(self.network.bubble.clock.now() + nanoseconds(seconds), thing)

    def reset(self) -> None:
        """End the connection as a machine does that knows nothing of it."""
        sock = self.transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESETS)
        self.transport.abort()


class Conversation(_Scripted):
    """Follows *script* on one connection; at its end, stays and says nothing."""

    def __init__(self, script: tuple[Act, ...], network: Network) -> None:
        super().__init__(network)
        self._script = list(script)
        self._last = b""
        self._waits = False

    def go_on(self) -> None:
        """Do all that can be done now."""
        while self._script and not self._waits and not self.transport.is_closing():
            act = self._script[0]
            if act.kind == "hear" and not self._has_heard(act):
                self._note_what_is_missing(act)
                if self.at_end:  # it will never be said
                    self.transport.close()
                return
            del self._script[0]
            if act.after:
                self._waits = True
                self.later(act.after, lambda act=act: self._resume(act))  # type: ignore[misc]
                return
            self._perform(act)

    def _note_what_is_missing(self, act: Act) -> None:
        end = self.transport._lab_end  # noqa: SLF001 (the lab's own)
        if end is not None:
            wanted = repr(act.data) if act.data else f"{act.size} bytes" if act.size is not None else "an end"
            heard = repr(bytes(self.heard[:MAX_TOLD])) if self.heard else "nothing"
            end.missing = f"{wanted}, after {heard}"

    def _resume(self, act: Act) -> None:
        self._waits = False
        if not self.transport.is_closing():
            self._perform(act)
            self.go_on()

    def _has_heard(self, act: Act) -> bool:
        if act.size is not None:
            end = act.size if len(self.heard) >= act.size else -1
        elif act.data:
            found = self.heard.find(act.data)
            end = found + len(act.data) if found >= 0 else -1
        else:
            end = len(self.heard) if self.at_end else -1
        if end < 0:
            return False
        if self.transport._lab_end is not None:  # noqa: SLF001 (as above)
            self.transport._lab_end.missing = ""  # noqa: SLF001 (as above)
        self._last = bytes(self.heard[:end])
        del self.heard[:end]
        self.heard_all(self._last)
        return True

    def heard_all(self, data: bytes) -> None:
        """Hear that *data*, which it waited for, is there."""

    def _perform(self, act: Act) -> None:
        if act.kind == "say":
            self.transport.write(act.data)
        elif act.kind == "say_back":
            self.transport.write(self._last)
        elif act.kind == "stop_reading":
            self.transport.pause_reading()
        elif act.kind == "end":
            self.transport.write_eof()
        elif act.kind == "hang_up":
            self.transport.close()
        elif act.kind == "reset":
            self.reset()


class WebConversation(_Scripted):
    """Answers the requests on one connection, one after the other, as *spec* says."""

    def __init__(self, peer: Peer, spec: WebServerSpec, connection: int) -> None:
        super().__init__(peer.network)
        self._peer = peer
        self._spec = spec
        self._connection = connection
        self._request: Request | None = None

    def go_on(self) -> None:
        """Take the next request, if it is there and the last one is answered."""
        while self._request is None and not self.transport.is_closing():
            request = take_request(self.heard)
            if request is None:
                if self.at_end:
                    self.transport.close()
                return
            self._request = request
            reply = self._choose(request)
            request.begin(self.network, self._spec.host, self._connection)
            delay = self.network.bubble.choices.latency(request.name, request.number)
            self.later(reply.after + delay, lambda request=request, reply=reply: self._answer(request, reply))  # type: ignore[misc]

    def connection_lost(self, _exc: Exception | None) -> None:
        """End the request that was being answered."""
        if self._request is not None:
            self._request.end("cancelled")
            self._request = None

    def _choose(self, request: Request) -> Reply:
        """Find what to answer: by method and path, with the query or without."""
        path = request.target.partition("?")[0]
        keys = [f"{request.method} {request.target}", f"{request.method} {path}", request.target, path]
        key = next((key for key in keys if key in self._spec.routes), None)
        call = self._peer.calls[key or path] = self._peer.calls.get(key or path, -1) + 1
        request.number = call
        if key is None:
            return self._spec.otherwise
        replies = self._spec.routes[key]
        return replies[min(call, len(replies) - 1)]

    def _answer(self, request: Request, reply: Reply) -> None:
        if self._request is not request:
            return
        if reply.fault == "reset":
            request.end("failed")
            self._request = None
            self.reset()
            return
        if reply.fault == "hang_up":
            self._finish(request, reply)
            return
        self.transport.write(self._head(request, reply))
        request.status = reply.status
        if reply.body_after:
            self.later(reply.body_after, lambda: self._send_body(request, reply))
        else:
            self._send_body(request, reply)

    def _send_body(self, request: Request, reply: Reply) -> None:
        if self._request is request:
            body = b"" if request.method == "HEAD" else reply.body
            self.transport.write(body if reply.cut is None else body[: reply.cut])
            self._finish(request, reply)

    def _finish(self, request: Request, reply: Reply) -> None:
        is_last = reply.cut is not None or bool(reply.fault) or request.wants_close or "close" in _connection(reply)
        request.end("failed" if reply.cut is not None or reply.fault else "finished")
        self._request = None
        if is_last:
            self.transport.close()
        else:
            self.go_on()

    def _head(self, request: Request, reply: Reply) -> bytes:
        phrase = HTTPStatus(reply.status).phrase if reply.status in set(HTTPStatus) else ""
        headers = {"Content-Type": reply.content_type, "Content-Length": str(len(reply.body)), **reply.headers}
        if request.wants_close:
            headers.setdefault("Connection", "close")
        lines = [f"HTTP/1.1 {reply.status} {phrase}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        return "\r\n".join(lines).encode("latin-1")


def _connection(reply: Reply) -> str:
    return next((value.lower() for name, value in reply.headers.items() if name.lower() == "connection"), "")


class Request:
    """One request while it is being answered."""

    def __init__(self, method: str, target: str, headers: dict[str, str], body: bytes, *, wants_close: bool) -> None:
        self.method, self.target, self.headers, self.body = method, target, headers, body
        self.wants_close = wants_close
        self.status: int | None = None
        self.number = 0
        self.name = ""

    def begin(self, network: Network, host: str, connection: int) -> None:
        """Note that it has arrived."""
        self._network, self._host, self._connection = network, host, connection
        recorder = network.bubble.recorder
        self.name = f"{host}{self.target}"
        self._span: Span = recorder.open_span(self.name, "coroutine", "", [self.method, self.target], None)
        self._started = recorder.now()

    def end(self, outcome: Any) -> None:
        """Note that it was answered, or not."""
        recorder = self._network.bubble.recorder
        recorder.end_span(self._span, outcome)
        if not recorder.closed and len(self._network.requests) < MAX_REQUESTS:
            self._network.requests.append(
                RequestRecord(
                    host=self._host,
                    method=self.method,
                    path=self.target,
                    headers=self.headers,
                    body=self.body[:MAX_HEAD],
                    status=self.status,
                    start=self._started,
                    end=recorder.now(),
                    connection=self._connection,
                )
            )


def take_request(heard: bytearray) -> Request | None:
    """Take the first request out of *heard*, if it is there as a whole."""
    end = heard.find(b"\r\n\r\n")
    if end < 0:
        return None
    first, *lines = heard[:end].decode("latin-1").split("\r\n")
    method, target, version = (*first.split(" "), "", "", "")[:3]
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    size = end + 4 + int(headers.get("content-length", 0))
    body = bytes(heard[end + 4 : size])
    if headers.get("transfer-encoding", "").lower() == "chunked":
        found = _chunked(heard, end + 4)
        if found is None:
            return None
        body, size = found
    if len(heard) < size:
        return None
    del heard[:size]
    closes = headers.get("connection", "").lower() == "close" or version == "HTTP/1.0"
    return Request(method, target, headers, body, wants_close=closes)


def _chunked(heard: bytearray, start: int) -> tuple[bytes, int] | None:
    """Join the chunks of a body that begins at *start*; give where it ends, too."""
    body = b""
    while True:
        line = heard.find(b"\r\n", start)
        if line < 0:
            return None
        size = int(bytes(heard[start:line]).partition(b";")[0], 16)
        start = line + 2 + size + 2
        if len(heard) < start:
            return None
        if size == 0:
            return body, start
        body += heard[line + 2 : line + 2 + size]
