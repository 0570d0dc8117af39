"""One worker of a lab: asks it, and gives it up when it is over its budget or tells nonsense.

Nothing here trusts what comes back: it is decoded against closed types, and sizes are capped before anything is read.
"""

from __future__ import annotations

import contextlib
import signal
import time
from typing import TYPE_CHECKING, Protocol

import msgspec

from grader.judge.intake import admit, steady
from grader.judge.watch import Budget, LabDied, Watch
from grader.protocol import HEADER, MAX_FRAME, Codec, Leave, Left, Message, Recording, frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.judge.wires import Wire
    from grader.protocol import Response

POLL = 0.005
"""Seconds between two looks at a process that has hung up and has to end."""


class Process(Protocol):
    """The process of a worker."""

    pid: int

    def ended(self) -> bool:
        """Tell whether it has ended by itself."""

    def end(self) -> int | None:
        """Kill it and its process group; give its exit status, or minus the signal, if that can be told."""


class Worker:
    """One worker, for one check."""

    def __init__(self, wire: Wire, process: Process, budget: Budget) -> None:
        self.pid = process.pid
        self._wire = wire
        self._process = process
        self._watch = Watch(process.pid, budget)
        self._closed = False
        self._status: int | None = None

    def tell(self, message: Message) -> None:
        """Send *message*, which has no answer. Raises LabDied if the worker has gone or listens no more."""
        self._watch.begin()
        if self._wire.has_more():
            self._expect_nothing()
        try:
            self._wire.send(frame(message), self._watch.look)
        except OSError:
            raise self._death() from None

    def ask(self, message: Message) -> Response:
        """Send *message* and give the answer. Raises LabDied if none comes, or one of the wrong form."""
        self.tell(message)
        (size,) = HEADER.unpack(self._read(HEADER.size))
        if size > MAX_FRAME:
            raise LabDied("malformed", f"it announced a message of {size} bytes")
        body = self._read(size)
        try:
            response = Codec.response.decode(body)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            raise LabDied("malformed", f"it sent a message that is none: {str(error)[:200]}") from None
        return steady(admit(response)) if isinstance(response, Recording) else response

    def take_leave(self, epilogue: Callable[[Worker], None] | None = None) -> None:
        """Find out whether the lab is still itself: raises LabDied if it has said more, or less, than it was asked.

        If it is, *epilogue* may ask it for something else, at no risk: what it dies of then is not told.
        """
        if not isinstance(self.ask(Leave()), Left) or self._wire.has_more():
            raise LabDied("malformed", "it sent a message that nobody had asked for")
        if epilogue is not None:
            with contextlib.suppress(LabDied):
                epilogue(self)
        if self.close() is None:
            raise LabDied("exited", "it ended the process that it was started by")

    def close(self) -> int | None:
        """End the worker, and say how it had ended if that can be told. Once closed, it only says it again."""
        if not self._closed:
            self._closed = True
            try:
                self._status = self._process.end()
            finally:
                self._wire.close()
        return self._status

    def _read(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            piece = self._wire.receive(size - len(data), self._watch.look)
            if not piece:
                raise self._death()
            data += piece
            self._watch.look()
        return bytes(data)

    def _expect_nothing(self) -> None:
        if self._wire.receive(1, self._watch.look):
            raise LabDied("malformed", "it sent a message that nobody had asked for")
        raise self._death()

    def _death(self) -> LabDied:
        """Describe the end of a worker that has hung up, which may take a moment: it ends by itself, or not at all."""
        while not self._process.ended():
            try:
                self._watch.look()
            except LabDied:
                self.close()
                return LabDied("exited", "it hung up, and went on by itself")
            time.sleep(POLL)
        status = self.close()
        if status is None:
            return LabDied("exited", "it ended its own process")
        if status < 0:
            name = signal.Signals(-status).name if -status in set(signal.Signals) else str(-status)
            return LabDied("exited", f"its process was ended by {name}")
        return LabDied("exited", f"it ended its own process with exit status {status}")
