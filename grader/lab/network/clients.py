"""Clients that a suite declares: each connects at its time to a server of the submission's, and follows a script.

They live elsewhere, as callbacks: no task and no thread that a submission sees is theirs.
"""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING

from grader.lab import values
from grader.lab.network.elsewhere import Elsewhere
from grader.lab.network.hosts import Network
from grader.lab.network.peers import Conversation
from grader.lab.network.sockets import LabSocket
from grader.lab.network.transports import LabTransport
from grader.protocol import nanoseconds

if TYPE_CHECKING:
    from grader.lab.bubble import Bubble
    from grader.protocol import Act, ClientSpec


class Client:
    """The client that *spec* describes."""

    def __init__(self, spec: ClientSpec, bubble: Bubble) -> None:
        self._spec = spec
        self._network = network = Network.of(bubble)
        self._elsewhere = network.elsewhere = network.elsewhere or Elsewhere(bubble)
        network.add_host(spec.host)  # it is known, whether or not somebody listens there by then
        self._elsewhere.call(network.later, bubble.clock.now() + nanoseconds(spec.at), self._connect)

    def _connect(self) -> None:
        spec = self._spec
        sock = LabSocket()
        sock.settimeout(0)
        if spec.room is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, spec.room)
        error = sock.connect_ex((spec.host, spec.port))
        if error == errno.EINPROGRESS:  # it takes its time
            self._elsewhere.loop.add_writer(sock.fileno(), self._connected, sock)
        else:
            self._begin(sock, error)

    def _connected(self, sock: LabSocket) -> None:
        self._elsewhere.loop.remove_writer(sock.fileno())
        self._begin(sock, sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))

    def _begin(self, sock: LabSocket, error: int) -> None:
        spec = self._spec
        if error:
            self._network.bubble.recorder.event(f"{spec.name} is refused")
            sock.close()
        else:
            sock.kept = LabTransport(self._elsewhere.loop, sock, Visit(spec.name, spec.script, self._network))


class Visit(Conversation):
    """Follows a client's script, and notes what it hears."""

    def __init__(self, name: str, script: tuple[Act, ...], network: Network) -> None:
        super().__init__(script, network)
        self._name = name

    def eof_received(self) -> bool:
        """Note that the server has said all."""
        self._note("heard the end")
        return super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the server has broken the connection, if it has."""
        if isinstance(exc, ConnectionError):
            self._note("heard of a reset")

    def heard_all(self, data: bytes) -> None:
        """Note what it has waited for."""
        self._note("heard", data)

    def _note(self, what: str, value: bytes | None = None) -> None:
        self.network.bubble.recorder.event(f"{self._name} {what}", values.encode(value))
