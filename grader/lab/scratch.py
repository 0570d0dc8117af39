"""The real files in the scratch folder of a worker: made, listed, described and removed, behind a program's back."""

from __future__ import annotations

import binascii
import contextlib
import io
import os
from typing import TYPE_CHECKING, Any

from grader.protocol import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CONTENT = 1_000
"""A file of more bytes than that is told of by its beginning, its size and a checksum."""

BEGINNING = 40

OPEN, SCANDIR = io.open, os.scandir
"""The real ones."""


class Home:
    """The folder in which the workers of this lab have theirs."""

    path = ""


def settle() -> str:
    """Make the folder of this lab, whose workers are forks of this process or it itself, and give its path."""
    Home.path = scratch_folder(os.getpid())
    remove(Home.path)  # that of another process, long ago
    os.mkdir(Home.path, 0o700)
    return Home.path


def leave() -> None:
    """Remove the folder of this lab if nobody has anything in it any more."""
    with contextlib.suppress(OSError):
        os.rmdir(Home.path)


def move_in() -> None:
    """Let this process, a worker, make its temporary files in this lab's folder: it may write nowhere else.

    The lab's folder itself may be gone: if somebody has killed the first zygote, a twin goes on without it.
    """
    os.environ["TMPDIR"] = os.path.join(Home.path, f"tmp{os.getpid()}")
    os.makedirs(os.environ["TMPDIR"], exist_ok=True)


def move_out(pid: int) -> None:
    """Remove what the worker *pid*, which has ended, has left."""
    remove(of(pid))
    remove(os.path.join(Home.path, f"tmp{pid}"))


def of(pid: int) -> str:
    """Give the folder of the worker whose process is *pid*."""
    return os.path.join(Home.path, str(pid))


def make(path: str, content: Any) -> None:
    """Make a file: of text, of bytes, or of a pair of one of them and how often it is repeated."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with OPEN(path, "wb") as file:
        file.write(_bytes(content))


def _bytes(content: Any) -> bytes:
    if isinstance(content, tuple):
        return _bytes(content[0]) * int(content[1])
    return content.encode() if isinstance(content, str) else bytes(content)


def content(path: str) -> Any:
    """Give what a file contains, as text if it is text; of a large one, what tells it from others."""
    try:
        with OPEN(path, "rb") as file:
            data = file.read()
    except OSError as error:
        return f"<{error.strerror}>"
    if len(data) > MAX_CONTENT:
        beginning = data[:BEGINNING].decode("utf-8", "replace")
        return f"{beginning}… ({len(data):,} bytes, checksum {binascii.crc32(data):08x})"
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def walk(base: str) -> Iterator[str]:
    """Give the paths of all files in *base* and in its folders."""
    try:
        entries = SCANDIR(base)
    except OSError:
        return
    with entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from walk(entry.path)
            else:
                yield entry.path


def size(base: str) -> int:
    """Give how many bytes there are in *base* altogether."""
    total = 0
    for path in walk(base):
        with contextlib.suppress(OSError):
            total += os.lstat(path).st_size
    return total


def remove(base: str) -> None:
    """Remove *base* and all that is in it, if it is there. A link is not followed: anybody may lay one into /tmp."""
    if os.path.islink(base):
        return
    try:
        entries = SCANDIR(base)
    except OSError:
        return
    with entries, contextlib.suppress(OSError):
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                remove(entry.path)
            else:
                os.unlink(entry.path)
    with contextlib.suppress(OSError):
        os.rmdir(base)
