"""Pipes between a run and the programs that it starts: they hold so much and no more, in virtual time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CHUNK = 256 * 1024
"""How many bytes are read from one at a time; as asyncio reads from its own pipes."""


class Pipe:
    """Bytes on their way. It is full when it holds *size* bytes: who writes more has to wait.

    `watch` is for those who wait: they are called whenever something changes, and look for themselves what.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.data = bytearray()
        self.is_written = True
        self.is_read = True
        self._watchers: list[Callable[[], None]] = []

    @property
    def room(self) -> int:
        """How many bytes can be written now."""
        return self.size - len(self.data)

    @property
    def is_at_end(self) -> bool:
        """Whether nothing is in it, and nothing more can come."""
        return not self.data and not self.is_written

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call *watcher* at every change from now on."""
        self._watchers.append(watcher)

    def unwatch(self, watcher: Callable[[], None]) -> None:
        """Take back `watch`."""
        if watcher in self._watchers:
            self._watchers.remove(watcher)

    def write(self, data: bytes | memoryview) -> int:
        """Put in what there is room for of *data*, and say how many bytes that was.

        Raises BrokenPipeError if nobody can read any more.
        """
        if not self.is_read:
            raise BrokenPipeError(32, "Broken pipe")
        taken = bytes(data[: max(self.room, 0)])
        if taken:
            self.data += taken
            self._change()
        return len(taken)

    def read(self, limit: int) -> bytes:
        """Take out what there is, *limit* bytes at most."""
        taken = bytes(self.data[:limit])
        if taken:
            del self.data[:limit]
            self._change()
        return taken

    def stop_writing(self) -> None:
        """Close the end at which is written."""
        if self.is_written:
            self.is_written = False
            self._change()

    def stop_reading(self) -> None:
        """Close the end at which is read."""
        if self.is_read:
            self.is_read = False
            self.data.clear()
            self._change()

    def _change(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()


class ReadEnd:
    """The end of *pipe* at which is read."""

    def __init__(self, pipe: Pipe) -> None:
        self.pipe = pipe

    def close(self) -> None:
        """Read no more."""
        self.pipe.stop_reading()


class WriteEnd:
    """The end of *pipe* at which is written."""

    def __init__(self, pipe: Pipe) -> None:
        self.pipe = pipe

    def close(self) -> None:
        """Write no more."""
        self.pipe.stop_writing()
