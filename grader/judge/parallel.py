"""Share work among processes, where the system can fork: what is imported and collected once then serves them all."""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import sys
from multiprocessing import Pipe
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

T = TypeVar("T")
R = TypeVar("R")

MOST = 4
"""How many processes judge at most: beyond that, starting one costs more than it saves."""

TURN = struct.Struct("!H")
"""A turn as it goes through a pipe: whoever reads one reads all of it, and it fits in many times over."""

PR_SET_PDEATHSIG = 1


class ShareFailed(Exception):
    """A process that had a share of the work ended without a result."""


def processes() -> int:
    """Say among how many processes work is worth sharing here."""
    if sys.platform != "linux":  # elsewhere a fork may not be safe
        return 1
    return min(MOST, len(os.sched_getaffinity(0)))


class Turns:
    """The numbers 0, 1, 2, … below *number*, each of which just one of the processes that iterate over this gets.

    Make it before the forks, use it as a context manager, and take turns in `each`.
    """

    def __init__(self, number: int) -> None:
        self._reading, writing = os.pipe()
        with open(writing, "wb") as pipe:  # noqa: PTH123 (a descriptor)
            pipe.write(b"".join(map(TURN.pack, range(number))))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        os.close(self._reading)

    def __iter__(self) -> Iterator[int]:
        while turn := os.read(self._reading, TURN.size):
            (number,) = TURN.unpack(turn)
            yield number


def each(work: Callable[[T], R], parts: Sequence[T]) -> list[R]:
    """Give ``work(part)`` for each of *parts*, in order: the first worked out here, each other one in a fork.

    Raises ShareFailed if a fork ends without a result. However this ends, no fork is left.
    """
    children: list[tuple[int, Connection]] = []
    try:
        for part in parts[1:]:
            receiver, sender = Pipe(duplex=False)
            pid = os.fork()
            if pid == 0:
                _be_child(sender, work, part)
            sender.close()
            children.append((pid, receiver))
        return [*map(work, parts[:1]), *(_result(receiver) for _, receiver in children)]
    finally:
        for pid, receiver in children:
            receiver.close()
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _be_child(sender: Connection, work: Callable[[T], R], part: T) -> None:
    """Never return: a fork that went on would grade everything once more."""
    try:
        _die_with_parent()
        sender.send(work(part))
        sender.close()
    finally:
        os._exit(0)


def _die_with_parent() -> None:
    """Ask Linux to kill this process when its parent ends, however that happens. See prctl(2)."""
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _result(receiver: Connection) -> R:  # type: ignore[type-var]  # whatever work() gave
    try:
        result: R = receiver.recv()
    except EOFError:
        raise ShareFailed("a process that judged a share of the checks ended without a result") from None
    return result
