"""Files that are open: Python's own `io` objects, a little extended, so that they take virtual time.

What they read and write they owe time for, which the thread that called pays when the call is over: so no lock of
`io`'s own is ever held while time passes. Their calls take turns by a lock of the run's.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import io
import os
import threading
from typing import TYPE_CHECKING, Any

from grader.lab import values
from grader.lab.bubble import current, current_task_name
from grader.lab.clock import WALL_START
from grader.protocol import FileRecord, nanoseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from grader.lab.files import Disk
    from grader.lab.recorder import Span

CLOSE = os.close
"""The real one."""

BUFFER = 8_192
"""How many bytes a buffered file reads or writes at a time: other versions of Python take more."""


class Handle:
    """One open file: who uses it now, what it owes, and what there is to tell of it."""

    def __init__(self, disk: Disk, path: str) -> None:
        self.disk = disk
        self._span: Span | None = None
        self.name(path)
        self.raw: Raw | None = None
        self.descriptor: int | None = None
        """Its number, while it is open by that alone."""
        self.dropped = False
        self.changed = False
        self.mode = "r"
        self._largest_read = 0
        self._debt = 0
        self._depth = 0
        self._turn = threading.RLock()

    def name(self, path: str) -> None:
        """Note that it is the file at *path*, seen from the scratch folder."""
        self.path = path
        self.label = path.replace(os.sep, "/")
        self.folder = folder = self.disk.folder(path)
        self._broken_at = folder.broken.get(self.label.partition("/")[2]) if folder else None
        self._rates = [nanoseconds(each / 1_000) for each in (folder.read, folder.write)] if folder else [0, 0]
        if self._span is not None:
            self._span.name = self.label

    def begin(self, mode: str, frame: FrameType) -> None:
        """Note that the code at *frame* opens it."""
        bubble = self.disk.bubble
        thread = bubble.kernel.current
        place = bubble.recorder.place(frame) or thread.errand
        who = current_task_name() or thread.name
        self.mode = mode
        self._span = bubble.recorder.open_span(self.label, "blocking", who, values.encode([mode]), place)
        self.disk.handles.append(self)

    def fail(self) -> None:
        """Note that it could not be opened."""
        if self._span is not None:
            self.disk.bubble.recorder.end_span(self._span, "failed")
            self.disk.handles.remove(self)

    def name_by(self, descriptor: int) -> None:
        """Find out what it is that an opener has opened, as those of `tempfile` do."""
        path = self.disk.find(descriptor)
        if path is not None and path != self.path:
            self.name(path)

    @property
    def is_watched(self) -> bool:
        """Whether a call still belongs to a program: neither to a collection of garbage nor to what comes later."""
        return not self.dropped and current() is self.disk.bubble and not self.disk.bubble.recorder.closed

    @contextlib.contextmanager
    def call(self, method: str) -> Iterator[None]:
        """Be in a call of *method*, alone; when the outermost one is over, pay."""
        with self._turn:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth:
                    debt, self._debt = self._debt, 0
                    self.pay(debt, f"{method}() of {self.label!r}")

    def pay(self, debt: int, what: str) -> None:
        """Let *debt* ns pass."""
        bubble = self.disk.bubble
        if debt:
            bubble.park(bubble.clock.now() + debt, what, what)

    def pay_for_opening(self, file: Any) -> None:
        """Let the time pass that opening takes. Raises PermissionError if nobody may open *file*, which it is."""
        folder = self.folder
        if folder is not None:
            self.pay(nanoseconds(folder.open), f"open({self.label!r})")
            if self.path[len(folder.name) + 1 :] in folder.denied:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), file)

    def most(self, position: int) -> int | None:
        """Tell how many bytes can be read from *position* before a read error; None if there is none. Raises it."""
        if self._broken_at is None or not self.is_watched:
            return None
        left = self._broken_at - position
        if left <= 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return left

    def room_for(self, size: int) -> int:
        """Tell how many of *size* bytes can be written. Raises OSError if that is none, because the disk is full."""
        room = self.disk.room(self.folder) if self.folder is not None and self.is_watched else None
        if room is None or size <= room:
            return size
        if not room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return room

    def has_read(self, size: int) -> None:
        """Note that *size* bytes were read from the disk."""
        self._debt += size * self._rates[0]

    def has_written(self, size: int) -> None:
        """Note that *size* bytes were written to the disk."""
        self._debt += size * self._rates[1]
        self.changed = True

    def has_answered(self, size: int) -> None:
        """Note that a program's call was answered with *size* bytes, or characters."""
        if self._depth == 1:
            self._largest_read = max(self._largest_read, size)

    def was_closed(self) -> None:
        """Note that the program has closed it."""
        if self.is_watched and self._span is not None and self._span.end is None:
            self.disk.bubble.recorder.end_span(self._span, "finished")

    def let_go(self) -> None:
        """Close it behind the program's back: the run is over."""
        self.dropped = True
        if self.raw is not None:
            with contextlib.suppress(OSError):
                io.FileIO.close(self.raw)
            self.raw = None
        if self.descriptor is not None:
            with contextlib.suppress(OSError):
                CLOSE(self.descriptor)
            self.descriptor = None

    def record(self) -> FileRecord:
        """Tell of it."""
        span = self._span
        assert span is not None
        return FileRecord(
            name=values.short(self.label),
            opened=span.start,
            closed=span.end,
            mode=values.short(self.mode),
            largest_read=self._largest_read,
            place=span.place,
        )


def set_time(descriptor: int, handle: Handle) -> None:
    """Give a file the virtual time, in which the program lives, as that of its last change."""
    if os.utime in os.supports_fd:
        now = WALL_START + handle.disk.bubble.clock.now()
        with contextlib.suppress(OSError):
            os.utime(descriptor, ns=(now, now))


def _size_of(result: Any) -> int:
    """Give how much a call of a file's method has answered."""
    if isinstance(result, list):
        return sum(map(len, result))
    return len(result) if isinstance(result, bytes | str) else result if isinstance(result, int) else 0


def _watched(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """Make a method of a file that calls *original*, one call at a time, and pays for it."""
    reads = name.startswith("read")

    @functools.wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        handle: Handle = self.handle
        if not handle.is_watched:
            return original(self, *args, **kwargs)
        with handle.call(name):
            result = original(self, *args, **kwargs)
            if reads:
                handle.has_answered(_size_of(result))
            return result

    return method


def _watched_close(original: Callable[[Any], None]) -> Callable[[Any], None]:
    """Make the method `close`, which garbage collection calls, too."""
    watched = _watched("close", original)

    @functools.wraps(original)
    def close(self: Any) -> None:
        if self._finalizing:
            self.handle.dropped = True
        watched(self)

    return close


def _watching(*names: str) -> Callable[[type], type]:
    """Make a decorator of a class derived from one of `io`'s: it watches the methods *names*, and `close`."""

    def decorate(kind: type) -> type:
        for name in names:
            setattr(kind, name, _watched(name, getattr(kind, name)))
        setattr(kind, "close", _watched_close(getattr(kind, "close")))  # noqa: B009, B010 (mypy knows no such attribute)
        kind.__name__ = kind.__qualname__ = kind.__mro__[1].__name__
        kind.__module__ = "_io"
        return kind

    return decorate


@_watching("read", "readall", "readinto", "readline", "readlines", "write", "writelines", "truncate", "seek")
class Raw(io.FileIO):
    """The file itself. It tells its handle what it reads and writes, and fails when it is asked to."""

    def __init__(self, handle: Handle, file: Any, mode: str, **raw: Any) -> None:
        self.handle = handle
        super().__init__(file, mode, **raw)
        handle.raw = self
        handle.changed = "r" not in mode

    def _most(self) -> int | None:
        """Tell how many bytes can be read before a read error; None if there is none. Raises it."""
        return self.handle.most(self.tell())

    def read(self, size: int | None = -1) -> Any:
        """Read as Python does."""
        if size is None or size < 0:
            return self.readall()
        most = self._most()
        data = super().read(size if most is None else min(size, most))
        self.handle.has_read(len(data or b""))
        return data

    def readall(self) -> Any:
        """Read as Python does."""
        most = self._most()
        data = super().readall() if most is None else super().read(most)
        self.handle.has_read(len(data or b""))
        if most is not None:
            self._most()
        return data

    def readinto(self, buffer: Any) -> Any:
        """Read as Python does."""
        most = self._most()
        view = memoryview(buffer).cast("B")
        size = super().readinto(view if most is None else view[:most])
        self.handle.has_read(size or 0)
        return size

    def write(self, data: Any) -> Any:
        """Write as Python does, as far as there is room."""
        view = memoryview(data).cast("B")
        size = super().write(view[: self.handle.room_for(len(view))])
        self.handle.has_written(size or 0)
        return size

    def close(self) -> None:
        """Close as Python does, and note who does it."""
        if not self.closed and self.handle.changed:
            set_time(self.fileno(), self.handle)
        super().close()
        if not self._finalizing:  # type: ignore[attr-defined]
            self.handle.was_closed()


_READING = ("read", "read1", "readinto", "readinto1", "readline", "readlines", "peek")
_WRITING = ("write", "writelines", "flush", "truncate")


@_watching(*_READING, "seek")
class Reader(io.BufferedReader):
    """A file that is read in pieces."""

    def __init__(self, handle: Handle, raw: Raw, size: int) -> None:
        self.handle = handle
        super().__init__(raw, size)


@_watching(*_WRITING, "seek")
class Writer(io.BufferedWriter):
    """A file that is written in pieces."""

    def __init__(self, handle: Handle, raw: Raw, size: int) -> None:
        self.handle = handle
        super().__init__(raw, size)


@_watching(*_READING, *_WRITING, "seek")
class Random(io.BufferedRandom):
    """A file that is read and written."""

    def __init__(self, handle: Handle, raw: Raw, size: int) -> None:
        self.handle = handle
        super().__init__(raw, size)


@_watching("read", "readline", "readlines", *_WRITING, "seek", "tell")
class Text(io.TextIOWrapper):
    """A file of text."""

    mode: str

    def __init__(self, handle: Handle, buffer: Any, **options: Any) -> None:
        self.handle = handle
        super().__init__(buffer, **options)


class Opening:
    """What `open` was given, once it is known to make sense."""

    def __init__(self, file: Any, mode: str, buffering: int, text: dict[str, Any], raw: dict[str, Any]) -> None:
        self.file = file
        self.mode = mode
        self._buffering = buffering
        self._text = text
        self._raw = raw

    @property
    def opener(self) -> Any:
        """What opens it, if that is not Python."""
        return self._raw["opener"]

    @property
    def takes_over(self) -> bool:
        """Whether closing it closes the descriptor that was given."""
        return isinstance(self.file, int) and bool(self._raw["closefd"])

    def build(self, handle: Handle) -> Any:
        """Open the file, as ``open`` in Lib/_pyio.py does it."""
        mode = self.mode
        raw = Raw(handle, self.file, mode.replace("b", "").replace("t", ""), **self._raw)
        if self.opener is not None:
            handle.name_by(raw.fileno())
        if self._buffering == 0:
            return raw
        size = BUFFER if self._buffering < 0 or (self._buffering == 1 and "b" not in mode) else self._buffering
        kind = Random if "+" in mode else Reader if "r" in mode else Writer
        try:
            buffer = kind(handle, raw, size)
            if "b" in mode:
                return buffer
            text = Text(handle, buffer, **self._text, line_buffering=self._buffering == 1)
        except BaseException:
            raw.close()
            raise
        text.mode = mode
        return text
