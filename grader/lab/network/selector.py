"""The selector of a run's event loop: it knows the lab's sockets only, and waits in virtual time."""

from __future__ import annotations

import selectors
import weakref
from typing import TYPE_CHECKING, Any

from grader.lab.network.hosts import Network

if TYPE_CHECKING:
    from grader.lab.loop import LabLoop

NO_FILES = "there are no files, pipes or sockets of the system's to watch here: use asyncio's streams"

Key = selectors.SelectorKey


class VirtualSelector(selectors._BaseSelectorImpl):  # noqa: SLF001 (all but the waiting)
    """Stands where asyncio expects a selector. It looks only at sockets that are `marked`: something has happened."""

    _fd_to_key: dict[int, Key]

    def __init__(self, loop: LabLoop) -> None:
        super().__init__()
        self._loop = weakref.proxy(loop)
        self.marked: dict[int, None] = {}

    def register(self, fileobj: Any, events: int, data: Any = None) -> Key:
        """Watch one of the lab's sockets. Raises RuntimeError for anything else."""
        network = Network.of(self._loop.bubble)
        if fileobj not in network.sockets:
            raise RuntimeError(NO_FILES)
        key: Key = super().register(fileobj, events, data)
        network.sockets[key.fd].watchers[id(self)] = self
        self.marked[key.fd] = None
        return key

    def unregister(self, fileobj: Any) -> Key:
        """Watch it no more."""
        key: Key = super().unregister(fileobj)
        self.marked.pop(key.fd, None)
        sock = Network.of(self._loop.bubble).sockets.get(key.fd)
        if sock is not None:
            sock.watchers.pop(id(self), None)
        return key

    def mark(self, fd: int) -> None:
        """Look at socket *fd* next time: something has happened to it."""
        self.marked[fd] = None
        self._loop._write_to_self()  # noqa: SLF001 (as asyncio does to wake a loop)

    def select(self, timeout: float | None = None) -> list[tuple[Key, int]]:
        """Wait until there is something to do. *timeout* is asyncio's: 0 says that callbacks are ready."""
        self._loop.wait(busy=timeout == 0 or bool(self.marked and self._ready()))
        return self._ready() if self.marked else []

    def close(self) -> None:
        """Watch nothing any more."""
        for fd in list(self._fd_to_key):
            self.unregister(fd)
        super().close()

    def _ready(self) -> list[tuple[Key, int]]:
        """List what can be read from, or written to, in the order in which that came about, or the schedule's."""
        network = Network.of(self._loop.bubble)
        found: list[tuple[Key, int]] = []
        for fd in list(self.marked):
            key, sock = self._fd_to_key[fd], network.sockets.get(fd)
            events = 0 if sock is None else sock.events() & key.events
            if events:
                found.append((key, events))
            else:
                del self.marked[fd]
        return network.in_order_of_arrival(found) if len(found) > 1 else found
