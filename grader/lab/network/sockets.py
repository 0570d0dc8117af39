"""Sockets of the lab's: what asyncio's transports and servers see of the system's, without opening anything.

They behave as those of Linux do. One that blocks keeps its thread waiting in virtual time, and the event loop, if one
runs there: that is noted.
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

from grader.lab.bubble import current_task, require, running_loop
from grader.lab.network.blocking import Blocking
from grader.lab.network.hosts import EVERYWHERE, HERE, LOOPBACK, Network
from grader.lab.network.notes import Connection, End

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.lab.network.selector import VirtualSelector
    from grader.protocol import EndKind, Place

CAPACITY = 65_536
"""How many bytes wait in the network, at most, for an end that does not read; a writer waits from then on. An end may
set another number for itself, as SO_RCVBUF."""

NO_SOCKETS = (
    "there is no such socket here: use TCP, by asyncio's streams, `await asyncio.open_connection(host, port)` or"
    " `await asyncio.start_server(handler, host, port)`"
)

RESETS = struct.pack("ii", 1, 0)
"""The value of SO_LINGER with which closing a connection resets it."""


class LabSocket(Blocking):
    """Stands in for `socket.socket`, for TCP."""

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
        super().__init__(self._network.bubble)
        self._io_refs = 0  # how many files there are of it, see `socket.SocketIO`
        self._closed = False
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

    dup = sendfile = sendto = recvfrom = detach
    makefile = socket.socket.makefile

    def is_called_by_blocking(self) -> bool:
        """Tell whether who is at its other end waits in a thread, or keeps an event loop waiting."""
        return self._peer is not None and (self._peer.getblocking() or running_loop() is None)

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
        writable = broken or self._has_shut or self._peer._fd == -1 or self._room() > 0
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
        """Give the next connection. If there is none, wait, or raise BlockingIOError if it does not block."""
        self._check()
        if not self.is_listening:
            raise _error(errno.EINVAL)
        self._wait(EVENT_READ, self._until(), "socket.accept(), where nobody connects")
        if not self._backlog:
            raise _error(errno.EAGAIN)
        sock = self._backlog.popleft()
        sock._timeout = socket.getdefaulttimeout()
        return sock, sock.getpeername()

    # --- Clients ----------------------------------------------------------------------------------------------------

    def connect(self, address: tuple[Any, ...]) -> None:
        """Connect, at once or after a while, as BlockingIOError tells if it does not block."""
        error = self.connect_ex(address)
        if error:
            raise _error(error)

    def connect_ex(self, address: tuple[Any, ...]) -> int:
        """Connect; give the number of the error, 0 for none."""
        self._check()
        if self._peer is not None:
            return errno.EISCONN
        network = self._network
        ((_, _, _, _, where), *_) = network.look_up(*address[:2])
        host, port = where[:2]
        self._line = f"{network.name_of(host)}:{port}"
        frame, recorder = sys._getframe(1), network.bubble.recorder
        self.end = End(recorder.place_of_call(frame, current_task()) or network.bubble.kernel.current.errand)
        latency = network.latency(host) + network.delay(f"{self._line} connection", len(network.connections))
        if self.getblocking():
            due = None if host in network.silent else network.bubble.clock.now() + 2 * latency
            self._wait_until(due, "socket.connect(), which nobody answers")
            return self._meet(host, port)
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
        """Send what fits of *data*. If nothing does, wait, or raise BlockingIOError if it does not block."""
        return self._send(data, self._until())

    def _send(self, data: Any, until: int | None) -> int:
        peer = self._check_connection()
        self._wait(EVENT_WRITE, until, "socket.send(), whose other end does not read")
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

    def sendall(self, data: Any, _flags: int = 0) -> None:
        """Send all of *data*, which may take as long as one call may."""
        view, until = memoryview(data).cast("B"), self._until()
        while view:
            view = view[self._send(view, until) :]

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Give what is there, up to *size* bytes; b"" at the end.

        If there is nothing yet, wait, or raise BlockingIOError if it does not block.
        """
        until = 0 if flags & socket.MSG_DONTWAIT else self._until()
        data = self._receive(size, until, keep=bool(flags & socket.MSG_PEEK))
        while flags & socket.MSG_WAITALL and self._timeout is None and data and len(data) < size:
            more = self._receive(size - len(data), until)
            if not more:
                break
            data += more
        return data

    def _receive(self, size: int, until: int | None, *, keep: bool = False) -> bytes:
        peer = self._check_connection()
        self._wait(EVENT_READ, until, "socket.recv(), where neither data nor an end comes")
        received = self._received
        if not received:
            if self._error:
                error, self._error = self._error, 0
                raise _error(error)
            if self._at_end:
                return b""
            raise _error(errno.EAGAIN)
        if keep:
            return bytes(received[:size])
        self._readings += 1
        most = self._network.piece(self._line, self._readings, min(size, len(received)))
        data = bytes(received[:most])
        del received[:most]
        peer._touch()
        return data

    def recv_into(self, buffer: Any, size: int = 0, flags: int = 0) -> int:
        """Fill *buffer* with what is there."""
        view = memoryview(buffer).cast("B")
        data = self.recv(size or len(view), flags)
        view[: len(data)] = data
        return len(data)

    def shutdown(self, how: int) -> None:
        """Send no more, or read no more, or both."""
        self._check_connection()
        if how != socket.SHUT_RD and not self._has_shut:
            self._has_shut = True
            self._hand_over(None)
        if how != socket.SHUT_WR:
            self._at_end = True
        self._touch()

    def close(self, how: EndKind = "closed") -> None:
        """Hang up: gracefully, or with a reset if not all has been read or that was asked for."""
        self._closed = True
        if self._fd == -1 or self._io_refs > 0:
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

    def _decref_socketios(self) -> None:
        """Hear that a file of it is closed, see `socket.SocketIO.close`."""
        self._io_refs -= 1
        if self._closed:
            self.close()

    def _say_goodbye(self, *, abruptly: bool) -> None:
        if abruptly:
            self._hand_over(errno.ECONNRESET)
        elif not self._has_shut:
            self._hand_over(None)

    def _room(self) -> int:
        peer = self._peer
        if peer is None:
            return 0
        capacity: int = peer._options.get((socket.SOL_SOCKET, socket.SO_RCVBUF), CAPACITY)
        return capacity - len(peer._received) - peer._in_flight

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
        elif self.getblocking():  # this thread may not have an event loop, or keep it from running
            network.bubble.kernel.call_at(due, peer._arrive)
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
        """Have those who watch this socket, or wait for it, look at it."""
        for watcher in self.watchers.values():
            watcher.mark(self._fd)
        self._rouse()

    def _check(self) -> None:
        if self._fd == -1:
            raise _error(errno.EBADF)

    def _check_connection(self) -> LabSocket:
        self._check()
        if self._peer is None:
            raise _error(errno.ENOTCONN)
        return self._peer

    def _shown(self, address: tuple[str, int]) -> tuple[Any, ...]:
        return (*address, 0, 0) if self.family == socket.AF_INET6 else address


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def _refuse(*_args: Any, **_options: Any) -> NoReturn:
    raise OSError(errno.EOPNOTSUPP, NO_SOCKETS)


def getaddrinfo(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> Any:  # noqa: A002, ARG001, PLR0913, PLR0917 (socket.getaddrinfo's signature)
    """Look *host* up in the run's own network; see `socket.getaddrinfo`."""
    return Network.of(require()).look_up(host, port, family=family, flags=flags)


def gethostbyname(host: str) -> str:
    """Give the address of *host*; see `socket.gethostbyname`."""
    address: str = getaddrinfo(host, 0)[0][4][0]
    return address


def install() -> None:
    """Have every socket be one of the lab's. Call it once, before a submission is imported."""
    LabSocket.__name__ = LabSocket.__qualname__ = "socket"
    LabSocket.__module__ = "socket"
    replaced: dict[str, Callable[..., Any]] = {
        "socket": LabSocket,
        "getaddrinfo": getaddrinfo,
        "gethostbyname": gethostbyname,
        **dict.fromkeys(("socketpair", "fromfd", "getfqdn"), _refuse),
    }
    vars(socket).update({name: thing for name, thing in replaced.items() if hasattr(socket, name)})
