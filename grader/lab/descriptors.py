"""Files that a program uses by their descriptors: `os.open` and what takes what it gives, watched like those of `open`.

A descriptor of anything else, and every one outside of a run, goes to Python's own functions.
"""

from __future__ import annotations

import functools
import os
import sys
from typing import TYPE_CHECKING, Any

from grader.lab.bubble import current
from grader.lab.handles import Handle, set_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.lab.files import Disk


class Real:
    """Python's own functions."""

    open = staticmethod(os.open)
    close = staticmethod(os.close)
    read = staticmethod(os.read)
    write = staticmethod(os.write)
    pread = staticmethod(getattr(os, "pread", os.read))
    pwrite = staticmethod(getattr(os, "pwrite", os.write))


def _disk() -> Disk | None:
    bubble = current()
    return bubble.disk if bubble is not None else None


def _handle(descriptor: Any) -> Handle | None:
    """Give the file that is open as *descriptor*, if it is watched."""
    disk = _disk()
    handle = disk.descriptors.get(descriptor) if disk is not None and isinstance(descriptor, int) else None
    return handle if handle is not None and handle.is_watched else None


@functools.wraps(os.open)
def open_(path: Any, flags: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
    """Open as Python does; a file in a folder that was handed out is watched, but no folder."""
    disk = _disk()
    found = disk.find(path) if disk is not None and dir_fd is None and not isinstance(path, int) else None
    if disk is None or found is None or not isinstance(flags, int) or os.path.isdir(path):
        return Real.open(path, flags, mode, dir_fd=dir_fd)
    thread = disk.bubble.kernel.current
    is_own, handle = thread not in disk.openings, disk.openings.get(thread)
    if not is_own and handle is None:
        return Real.open(path, flags, mode)
    if handle is None:
        handle = Handle(disk, found)
        handle.begin(_mode(flags), sys._getframe(1))  # noqa: SLF001 (the documented way to a caller)
    else:
        handle.name(found)
    try:
        handle.pay_for_opening(path)
        descriptor = Real.open(path, flags, mode)
    except BaseException:
        if is_own:
            handle.fail()
        raise
    if is_own:
        handle.changed = bool(flags & (os.O_CREAT | os.O_TRUNC))
        handle.descriptor = descriptor
        disk.descriptors[descriptor] = handle
    return descriptor


def _mode(flags: int) -> str:
    """Give the mode of `open` that is most like *flags*."""
    if flags & os.O_EXCL and flags & os.O_CREAT:
        letter = "x"
    elif flags & os.O_APPEND:
        letter = "a"
    else:
        letter = "w" if flags & (os.O_WRONLY | os.O_CREAT | os.O_TRUNC) else "r"
    return f"{letter}b+" if flags & os.O_RDWR else f"{letter}b"


@functools.wraps(os.close)
def close(fd: int) -> None:
    """Close as Python does, and note who does it."""
    handle = _handle(fd)
    if handle is not None:
        del handle.disk.descriptors[fd]
        handle.descriptor = None
        if handle.changed:
            set_time(fd, handle)
    Real.close(fd)
    if handle is not None:
        handle.was_closed()


def _reads(name: str, original: Callable[..., bytes]) -> Callable[..., bytes]:
    @functools.wraps(original)
    def read(fd: int, length: int, *offset: int) -> bytes:
        handle = _handle(fd)
        if handle is None:
            return original(fd, length, *offset)
        with handle.call(f"os.{name}"):
            most = handle.most(offset[0] if offset else os.lseek(fd, 0, os.SEEK_CUR))
            data = original(fd, length if most is None else min(length, most), *offset)
            handle.has_read(len(data))
            handle.has_answered(len(data))
        return data

    return read


def _writes(name: str, original: Callable[..., int]) -> Callable[..., int]:
    @functools.wraps(original)
    def write(fd: int, data: Any, *offset: int) -> int:
        handle = _handle(fd)
        if handle is None:
            return original(fd, data, *offset)
        with handle.call(f"os.{name}"):
            view = memoryview(data).cast("B")
            size = original(fd, view[: handle.room_for(len(view))], *offset)
            handle.has_written(size)
        return size

    return write


def install() -> None:
    """Put them in the place of Python's own. Call it once a process."""
    replaced: dict[str, Callable[..., Any]] = {"open": open_, "close": close}
    replaced |= {"read": _reads("read", Real.read), "write": _writes("write", Real.write)}
    if hasattr(os, "pread"):
        replaced |= {"pread": _reads("pread", Real.pread), "pwrite": _writes("pwrite", Real.pwrite)}
    for name, function in replaced.items():
        setattr(os, name, function)
    os.supports_dir_fd.add(open_)  # what `shutil` looks into
