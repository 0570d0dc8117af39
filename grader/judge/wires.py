"""The lines between the judge and a worker: a socket where the worker was forked, a pair of pipes where it was spawned.

Neither ever blocks for longer than a moment: while it waits, it lets the watch look at the worker.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import threading
from typing import IO, TYPE_CHECKING, Protocol

from grader.judge.watch import GRANULARITY

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

PIECE = 1 << 20
"""How many bytes are read at once, at most."""


class Wire(Protocol):
    """A line to a worker. *look* is called at least every `GRANULARITY` seconds, and ends the waiting by raising."""

    def send(self, data: bytes, look: Callable[[], None]) -> None:
        """Send *data*. Raises OSError if the other side has hung up."""

    def receive(self, most: int, look: Callable[[], None]) -> bytes:
        """Give what has come, at most *most* bytes; b"" if the other side has hung up."""

    def has_more(self) -> bool:
        """Tell whether there is something to receive at this moment."""

    def close(self) -> None:
        """Hang up."""


class SocketWire:
    """A line over one end of a socket pair."""

    def __init__(self, ours: socket.socket) -> None:
        ours.settimeout(GRANULARITY)
        self._socket = ours

    def send(self, data: bytes, look: Callable[[], None]) -> None:
        """Send *data*, see `Wire.send`."""
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[self._socket.send(rest) :]
            except TimeoutError:
                look()

    def receive(self, most: int, look: Callable[[], None]) -> bytes:
        """Give what has come, see `Wire.receive`."""
        while True:
            try:
                return self._socket.recv(min(most, PIECE))
            except TimeoutError:
                look()
            except OSError:
                return b""

    def has_more(self) -> bool:
        """Tell whether there is something to receive, see `Wire.has_more`."""
        return bool(select.select([self._socket], [], [], 0)[0])

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


class PipeWire:
    """A line over the standard streams of a process. A thread serves each of them: Windows cannot wait for a pipe."""

    def __init__(self, reading: IO[bytes], writing: IO[bytes]) -> None:
        self._reading, self._writing = reading, writing
        self._incoming: queue.Queue[bytes] = queue.Queue(maxsize=64)
        self._outgoing: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._left = b""
        self._ended = self._closed = False
        for serve in (self._read, self._write):
            threading.Thread(target=serve, daemon=True, name=f"lab {serve.__name__}").start()

    def send(self, data: bytes, look: Callable[[], None]) -> None:  # noqa: ARG002 (it never waits)
        """Send *data*, see `Wire.send`; who has hung up is noticed when an answer is awaited."""
        self._outgoing.put(data)

    def receive(self, most: int, look: Callable[[], None]) -> bytes:
        """Give what has come, see `Wire.receive`."""
        while not self._left and not self._ended:
            try:
                self._left = self._incoming.get(timeout=GRANULARITY)
                self._ended = not self._left
            except queue.Empty:
                look()
        piece, self._left = self._left[:most], self._left[most:]
        return piece

    def has_more(self) -> bool:
        """Tell whether there is something to receive, see `Wire.has_more`."""
        return bool(self._left) or not self._incoming.empty()

    def close(self) -> None:
        """Hang up; call it when the process has ended. The threads close the pipes."""
        self._closed = True
        self._outgoing.put(b"")
        with contextlib.suppress(queue.Empty):
            while True:
                self._incoming.get_nowait()

    def _read(self) -> None:
        with self._reading as stream, contextlib.suppress(OSError, ValueError):
            while not self._closed and (piece := os.read(stream.fileno(), PIECE)):
                self._incoming.put(piece)
        if not self._closed:
            self._incoming.put(b"")

    def _write(self) -> None:
        with contextlib.suppress(OSError, ValueError), self._writing as stream:
            while data := self._outgoing.get():
                stream.write(data)
                stream.flush()
