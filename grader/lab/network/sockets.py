"""Sockets of the lab's: what asyncio's transports and servers see of the system's, without opening anything.

They behave as those of Linux do. A blocking one would stop the event loop that the other end of its connection needs,
too, so it refuses and says what to use.
"""

from __future__ import annotations

import errno
import os
import socket
import struct
import sys
from collections import deque
from selectors import EVENT_READ, EVENT_WRITE
from typing import TYPE_CHECKING, Any, NoReturn, Self

from grader.lab.bubble import current_task, require
from grader.lab.network.hosts import EVERYWHERE, HERE, LOOPBACK, Network
from grader.lab.network.notes import Connection, End

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.lab.network.selector import VirtualSelector
    from grader.protocol import EndKind, Place

CAPACITY = 65_536
"""How many bytes wait in the network, at most, for an end that does not read; a writer waits from then on."""

NO_BLOCKING = (
    "a blocking socket would stop the event loop: use asyncio's streams, `await asyncio.open_connection(host, port)`"
    " or `await asyncio.start_server(handler, host, port)`"
)
NO_SOCKETS = "there is no such socket here: use asyncio's streams over TCP"

RESETS = struct.pack("ii", 1, 0)
"""The value of SO_LINGER with which closing a connection resets it."""


class LabSocket:
    """Stands in for `socket.socket`, for TCP that does not block."""

    def __init__(self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None) -> None:  # noqa: A002 (socket.socket's signature)
        if fileno is not None or family not in (-1, socket.AF_INET, socket.AF_INET6):
            raise OSError(errno.EAFNOSUPPORT, NO_SOCKETS)
        if type not in (-1, socket.SOCK_STREAM):
            raise OSError(errno.EPROTONOSUPPORT, NO_SOCKETS)
        self.family = socket.AF_INET if family == -1 else socket.AddressFamily(family)
        self.type = socket.SOCK_STREAM
        self.proto = 0 if proto == -1 else proto
        self.address: tuple[str, int] = (EVERYWHERE, 0)
        self.is_listening = False
        self.place: Place | None = None
        self.meet: Callable[[LabSocket | None], bool] | None = None
        """What a server of the lab's does instead of accepting, see `grader.lab.network.peers`."""
        self.kept: object = None
        self.watchers: dict[int, VirtualSelector] = {}
        self.end: End | None = None
        self._network = Network.of(require())
        self._fd = self._network.add(self)
        self._timeout: float | None = None
        self._options: dict[tuple[int, int], Any] = {}
        self._backlog: deque[LabSocket] = deque()
        self._peer: LabSocket | None = None
        self._line = ""
        self._arriving: deque[tuple[int, bytes | int | None]] = deque()
        self._due = self._in_flight = self._messages = self._readings = 0
        self._received = bytearray()
        self._error = 0
        self._is_connecting = self._at_end = self._has_shut = False

    # --- What is the same for all -----------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "closed" if self._fd == -1 else f"laddr={self.address}"
        return f"<socket.socket {state}>"

    def fileno(self) -> int:
        """Give its number, -1 when it is closed."""
        return self._fd

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 (socket.socket's signature)
        """Set whether it blocks; one that does refuses everything."""
        self._timeout = None if flag else 0.0

    def settimeout(self, value: float | None) -> None:
        """See `setblocking`."""
        self._timeout = value

    def gettimeout(self) -> float | None:
        """Give 0.0 for one that does not block."""
        return self._timeout

    def getblocking(self) -> bool:
        """Tell whether it blocks."""
        return self._timeout != 0

    def setsockopt(self, level: int, name: int, value: Any, _size: int | None = None) -> None:
        """Remember an option."""
        self._options[level, name] = value

    def getsockopt(self, level: int, name: int, _size: int = 0) -> Any:
        """Give an option, or the error that has come up."""
        if (level, name) == (socket.SOL_SOCKET, socket.SO_ERROR):
            error, self._error = self._error, 0
            return error
        return self._options.get((level, name), 0)

    def getsockname(self) -> tuple[Any, ...]:
        """Give its own address."""
        self._check()
        return self._shown(self.address)

    def getpeername(self) -> tuple[Any, ...]:
        """Give the address of the other end."""
        self._check()
        if self._peer is None:
            raise _error(errno.ENOTCONN)
        return self._shown(self._peer.address)

    def detach(self) -> NoReturn:
        """Refuse: it has nothing of the system's."""
        raise OSError(errno.EOPNOTSUPP, NO_SOCKETS)

    dup = makefile = sendfile = sendto = recvfrom = detach

    def events(self) -> int:
        """Tell whether it can be read from, and written to."""
        if self._fd == -1:
            return 0
        if self.is_listening:
            return EVENT_READ if self._backlog else 0
        broken = bool(self._error)
        if self._is_connecting or self._peer is None:
            return EVENT_WRITE if broken else 0
        readable = self._received or self._at_end or broken
        writable = broken or self._peer._fd == -1 or self._room() > 0
        return (EVENT_READ if readable else 0) | (EVENT_WRITE if writable else 0)

    # --- Servers ----------------------------------------------------------------------------------------------------

    def bind(self, address: tuple[Any, ...]) -> None:
        """Take a port. Raises OSError if it is in use."""
        self._check()
        host, port = address[0] or EVERYWHERE, address[1]
        host = self._network.add_host(host)
        port = port or self._network.next_port()
        user = self._network.user_of(host, port)
        if user is not None:
            raise _error(errno.EADDRINUSE)
        self.address = (host, port)
        self._network.bound[host, port] = self

    def listen(self, _backlog: int = 0) -> None:
        """Begin to take connections."""
        self._check()
        if self._network.bound.get(self.address) is not self:
            self.bind(self.address)
        self.is_listening = True
        bubble = self._network.bubble
        self.place = bubble.recorder.place_of_call(sys._getframe(1), current_task())
        self._network.listeners.append(self)

    def accept(self) -> tuple[LabSocket, tuple[Any, ...]]:
        """Give the next connection. Raises BlockingIOError if there is none."""
        self._check_use()
        if not self._backlog:
            raise _error(errno.EAGAIN)
        sock = self._backlog.popleft()
        return sock, sock.getpeername()

    # --- Clients ----------------------------------------------------------------------------------------------------

    def connect(self, address: tuple[Any, ...]) -> None:
        """Connect, at once or, as BlockingIOError tells, after a while."""
        error = self.connect_ex(address)
        if error:
            raise _error(error)

    def connect_ex(self, address: tuple[Any, ...]) -> int:
        """Connect; give the number of the error, 0 for none."""
        self._check_use()
        if self._peer is not None:
            return errno.EISCONN
        network = self._network
        ((_, _, _, _, where), *_) = network.look_up(*address[:2])
        host, port = where[:2]
        self._line = f"{network.name_of(host)}:{port}"
        frame = sys._getframe(1)
        self.end = End(network.bubble.recorder.place_of_call(frame, current_task()))
        latency = network.latency(host) + network.delay(f"{self._line} connection", len(network.connections))
        if host in network.silent:
            self._is_connecting = True
        elif latency:
            self._is_connecting = True
            network.later(network.bubble.clock.now() + 2 * latency, lambda: self._connected(host, port))
        else:
            return self._meet(host, port)
        return errno.EINPROGRESS

    def _connected(self, host: str, port: int) -> None:
        if self._fd != -1:
            self._is_connecting = False
            self._error = self._meet(host, port)
            self._touch()

    def _meet(self, host: str, port: int) -> int:
        """Make the other end of the connection, and put it before whoever listens there."""
        network = self._network
        listener = network.listener(host, port)
        now = network.bubble.recorder.now()
        self.end = self.end or End()
        if listener is None or (listener.meet is not None and not listener.meet(None)):
            self.end.close(now, "refused")
            network.connections.append(Connection(network.name_of(host), port, now, self.end, End(how="refused")))
            return errno.ECONNREFUSED
        if not self.address[1]:
            own = LOOPBACK if network.name_of(host) == "localhost" else HERE
            self.address = (own, network.next_port())
        other = LabSocket(self.family, self.type, self.proto)
        other._timeout = 0.0
        other.address = (host if host != EVERYWHERE else LOOPBACK, port)
        other._peer, self._peer = self, other
        other.end = End(listener.place)
        network.connections.append(Connection(network.name_of(host), port, now, self.end, other.end))
        number = len(network.connections)
        self._line, other._line = f"{self._line} to server {number}", f"{self._line} to client {number}"
        if listener.meet is not None:
            listener.meet(other)
        else:
            listener._backlog.append(other)
            listener._touch()
        return 0

    # --- Bytes ------------------------------------------------------------------------------------------------------

    def send(self, data: Any, _flags: int = 0) -> int:
        """Send what fits of *data*. Raises BlockingIOError if nothing does."""
        peer = self._check_connection()
        if self._error:
            error, self._error = self._error, 0
            raise _error(error)
        if self._has_shut:
            raise _error(errno.EPIPE)
        if peer._fd == -1:  # what it answers comes up next time, as in life
            self._error = errno.EPIPE if self._at_end else errno.ECONNRESET
            self._touch()
            return len(data)
        view = memoryview(data).cast("B")
        room = self._room()
        if room <= 0:
            raise _error(errno.EAGAIN)
        piece = bytes(view[:room])
        if self.end is not None:
            self.end.send(piece)
        peer._in_flight += len(piece)
        self._hand_over(piece)
        return len(piece)

    def sendmsg(self, buffers: Any, *_more: Any) -> int:
        """Send what fits of *buffers*."""
        return self.send(b"".join(buffers))

    def sendall(self, _data: Any, _flags: int = 0) -> NoReturn:
        """Refuse: it blocks."""
        raise RuntimeError(NO_BLOCKING)

    def recv(self, size: int, _flags: int = 0) -> bytes:
        """Give what is there, up to *size* bytes; b"" at the end. Raises BlockingIOError if there is nothing yet."""
        peer = self._check_connection()
        received = self._received
        if not received:
            if self._error:
                error, self._error = self._error, 0
                raise _error(error)
            if self._at_end:
                return b""
            raise _error(errno.EAGAIN)
        self._readings += 1
        most = self._network.piece(self._line, self._readings, min(size, len(received)))
        data = bytes(received[:most])
        del received[:most]
        peer._touch()
        return data

    def recv_into(self, buffer: Any, size: int = 0, _flags: int = 0) -> int:
        """Fill *buffer* with what is there."""
        view = memoryview(buffer).cast("B")
        data = self.recv(size or len(view))
        view[: len(data)] = data
        return len(data)

    def shutdown(self, how: int) -> None:
        """Send no more."""
        self._check_connection()
        if how != socket.SHUT_RD and not self._has_shut:
            self._has_shut = True
            self._hand_over(None)

    def close(self, how: EndKind = "closed") -> None:
        """Hang up: gracefully, or with a reset if not all has been read or that was asked for."""
        if self._fd == -1:
            return
        network, peer = self._network, self._peer
        if network.bound.get(self.address) is self:
            del network.bound[self.address]
        for waiting in self._backlog:
            waiting._options[socket.SOL_SOCKET, socket.SO_LINGER] = RESETS
            waiting.close()
        resets = self._options.get((socket.SOL_SOCKET, socket.SO_LINGER)) == RESETS
        if peer is not None and peer._fd != -1:
            self._say_goodbye(abruptly=resets or bool(self._received or self._arriving))
        for watcher in [*self.watchers.values()]:
            if self._fd in watcher.get_map():
                watcher.mark(self._fd)
        if self.end is not None:
            self.end.close(network.bubble.recorder.now(), "reset" if resets else how)
        del network.sockets[self._fd]
        self._fd = -1
        self.is_listening = False
        if peer is not None:
            peer._touch()

    def _say_goodbye(self, *, abruptly: bool) -> None:
        if abruptly:
            self._hand_over(errno.ECONNRESET)
        elif not self._has_shut:
            self._hand_over(None)

    def _room(self) -> int:
        peer = self._peer
        return CAPACITY - len(peer._received) - peer._in_flight if peer is not None else 0

    def _hand_over(self, thing: bytes | int | None) -> None:
        """Put *thing* on its way to the other end: bytes, the end (None), or an error. It all stays in order."""
        peer, network = self._peer, self._network
        assert peer is not None
        self._messages += 1
        now = network.bubble.clock.now()
        latency = network.latency(self.address[0]) or network.latency(peer.address[0])
        due = max(now + latency + network.delay(self._line, self._messages), peer._due)
        peer._due = due
        peer._arriving.append((due, thing))
        if due <= now:
            peer._arrive()
        else:
            network.later(due, peer._arrive)

    def _arrive(self) -> None:
        """Take what is due by now."""
        now = self._network.bubble.clock.now()
        while self._arriving and self._arriving[0][0] <= now:
            _, thing = self._arriving.popleft()
            if isinstance(thing, bytes):
                self._in_flight -= len(thing)
                self._received += thing
                if self._fd == -1 and self._peer is not None:
                    self._peer._error = errno.EPIPE if self._peer._at_end else errno.ECONNRESET
                    self._peer._touch()
            elif thing is None:
                self._at_end = True
            else:
                self._error = thing
        self._touch()

    # --- Within -----------------------------------------------------------------------------------------------------

    def _touch(self) -> None:
        """Have those who watch this socket look at it."""
        for watcher in self.watchers.values():
            watcher.mark(self._fd)

    def _check(self) -> None:
        if self._fd == -1:
            raise _error(errno.EBADF)

    def _check_use(self) -> None:
        self._check()
        if self._timeout != 0:
            raise RuntimeError(NO_BLOCKING)

    def _check_connection(self) -> LabSocket:
        self._check_use()
        if self._peer is None:
            raise _error(errno.ENOTCONN)
        return self._peer

    def _shown(self, address: tuple[str, int]) -> tuple[Any, ...]:
        return (*address, 0, 0) if self.family == socket.AF_INET6 else address


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def _refuse(*_args: Any, **_options: Any) -> NoReturn:
    raise RuntimeError(NO_BLOCKING)


def install() -> None:
    """Have every socket be one of the lab's. Call it once, before a submission is imported."""
    LabSocket.__name__ = LabSocket.__qualname__ = "socket"
    LabSocket.__module__ = "socket"
    replaced: dict[str, Callable[..., Any]] = {"socket": LabSocket}
    names = ("socketpair", "create_connection", "create_server", "fromfd", "getaddrinfo", "gethostbyname", "getfqdn")
    replaced.update(dict.fromkeys(names, _refuse))
    vars(socket).update({name: thing for name, thing in replaced.items() if hasattr(socket, name)})
