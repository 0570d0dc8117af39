"""asyncio's own transport over the lab's sockets, noting who closes what, and how."""

from __future__ import annotations

import asyncio
import sys
from asyncio import selector_events
from typing import TYPE_CHECKING, Any

from grader.lab.bubble import current
from grader.lab.network.hosts import Network

if TYPE_CHECKING:
    from grader.lab.network.notes import End
    from grader.lab.network.sockets import LabSocket
    from grader.protocol import EndKind

DROPPED = getattr(getattr(asyncio.StreamWriter, "__del__", None), "__code__", None)
"""The code that closes what a submission has dropped; None where nothing does, as in Python 3.11.2."""


class LabTransport(selector_events._SelectorSocketTransport):  # type: ignore[name-defined,misc]  # noqa: SLF001 (what asyncio makes)
    """A transport over TCP; see `asyncio.Transport`."""

    _lab_end: End | None = None
    _server: Any

    def __init__(self, loop: Any, sock: LabSocket, protocol: Any, *args: Any, **options: Any) -> None:
        self._lab_end, self._lab_bubble = sock.end, loop.bubble
        super().__init__(loop, sock, protocol, *args, **options)
        callback = getattr(protocol, "_client_connected_cb", None)
        if callback is not None:
            loop.call_soon(self._hold)  # when the protocol has heard of the connection
        elif self._server is not None:
            network = Network.of(loop.bubble)
            network.serving.add(self)
            network.protocols.append(protocol)
        code = getattr(getattr(callback, "__func__", callback), "__code__", None)
        recorder = loop.bubble.recorder
        if self._lab_end is not None and code is not None and code.co_filename == recorder.filename:
            self._lab_end.place = recorder.line(code.co_firstlineno, code.co_name)

    def write(self, data: Any) -> None:
        """Write as asyncio does; note how much piles up."""
        super().write(data)
        end = self._lab_end
        if self._buffer and end is not None:
            end.buffered = max(end.buffered, self.get_write_buffer_size())
            if end.place is None:  # it is the submission's if that writes to it
                end.place = self._lab_bubble.recorder.place(sys._getframe(1))  # noqa: SLF001 (the documented way to a caller)

    def writelines(self, list_of_data: Any) -> None:
        """Write as asyncio does from Python 3.12 on, one piece after the other."""
        for data in list_of_data:
            self.write(data)

    def close(self) -> None:
        """Close as asyncio does; note whether somebody has, or nobody who still could."""
        frame = sys._getframe(1)  # noqa: SLF001 (the documented way to a caller)
        caller = frame.f_back
        self._note("dropped" if caller is not None and caller.f_code is DROPPED else "closed")
        super().close()

    def abort(self) -> None:
        """Abort as asyncio does."""
        self._note("aborted")
        super().abort()

    def _force_close(self, exc: BaseException | None) -> None:
        self._note("aborted" if exc is None else "lost")
        super()._force_close(exc)

    def _hold(self) -> None:
        """Hold the task that asyncio has made for this connection of a server, until it is over.

        In life, what it waits for does so. Here a job does not hold who waits for it, which shows the tasks that a
        submission drops; and asyncio lets go of this one, which nobody else could know, when the client hangs up. A
        protocol of the submission's own may have a task, too: its transport is held while it is open, and the
        protocol to the end, for the task may go on when the connection is lost.
        """
        task = getattr(self._protocol, "_task", None)  # see `asyncio.StreamReaderProtocol.connection_made`
        if isinstance(task, asyncio.Task) and not task.done():
            serving = Network.of(self._lab_bubble).serving
            serving.add(task)
            task.add_done_callback(serving.discard)

    def _call_connection_lost(self, exc: BaseException | None) -> None:
        Network.of(self._lab_bubble).serving.discard(self)
        super()._call_connection_lost(exc)

    def _note(self, how: EndKind) -> None:
        if self._lab_end is not None:
            self._lab_end.close(self._lab_bubble.recorder.now(), how)

    def __del__(self) -> None:
        sock, server, bubble = self._sock, getattr(self, "_server", None), current()
        if sock is None or self._closing or bubble is not self._lab_bubble or bubble.recorder.closed:
            return
        self._server = None  # its writer, collected with it, may still close it
        sock.close("dropped")
        if server is not None:
            server._detach(*([self] if hasattr(server, "_clients") else []))  # noqa: SLF001 (as asyncio's)


LabTransport.__name__ = LabTransport.__qualname__ = "_SelectorSocketTransport"
LabTransport.__module__ = "asyncio.selector_events"
