"""The judge's side of the lab: starts it, talks to its workers, and kills them when they are over their budget.

Nothing here trusts what comes back: it is decoded against closed types, and sizes are capped before anything is read.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from grader.judge.watch import Watch
from grader.protocol import HEADER, MAX_FRAME, Codec, Exited, Message, Started, frame
from grader.sandbox import limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.protocol import Response, ZygoteResponse

ROOT = str(Path(__file__).resolve().parents[2])
"""Where the `grader` package is."""

STARTUP = 30.0
"""Seconds of wall time within which a lab has to have started, on however busy a machine."""

Start = Literal["fork", "spawn"]


def best_start() -> Start:
    """Say how workers are started here: forked from a warm parent where that is safe."""
    return "fork" if sys.platform == "linux" else "spawn"


class LabDied(Exception):
    """A worker stopped answering. *kind* says how: it ended itself, was over its budget, or sent no proper message."""

    def __init__(self, kind: Literal["exited", "cpu", "wall", "malformed"], detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


class LabUnavailable(Exception):
    """A lab cannot be started at all: our fault, not the learner's."""


@dataclass(frozen=True)
class Budget:
    """What one request may cost: CPU seconds, and wall seconds in which the worker does nothing."""

    cpu: float = 2.0
    idle: float = 3.0


class Worker:
    """One worker, for one check. *close* ends it and says how it had ended: an exit status, or minus a signal."""

    def __init__(self, pid: int, reading: int, writing: int, close: Callable[[], int | None]) -> None:
        self._pid = pid
        self._reading = reading
        self._writing = writing
        self._close = close
        self._closed = False
        os.set_blocking(writing, True)

    def send(self, message: Message) -> None:
        """Send *message*. Raises LabDied if the worker has gone."""
        data = memoryview(frame(message))
        try:
            while data:
                data = data[os.write(self._writing, data) :]
        except OSError:
            raise self._death() from None

    def ask(self, message: Message, budget: Budget) -> Response:
        """Send *message* and give the answer. Raises LabDied if none comes, or one of the wrong form."""
        self.send(message)
        watch = Watch(self._pid, budget.cpu, budget.idle)
        header = self._read(HEADER.size, watch)
        (size,) = HEADER.unpack(header)
        if size > MAX_FRAME:
            raise LabDied("malformed", f"it announced a message of {size} bytes")
        body = self._read(size, watch)
        try:
            return Codec.response.decode(body)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            raise LabDied("malformed", f"it sent a message that is none: {error}") from None

    def close(self) -> int | None:
        """End the worker. Harmless when it has ended."""
        if self._closed:
            return None
        self._closed = True
        return self._close()

    def _read(self, size: int, watch: Watch) -> bytes:
        data = bytearray()
        while len(data) < size:
            if not select.select([self._reading], [], [], watch.patience())[0]:
                over = watch.over()
                if over is not None:
                    raise LabDied(over, watch.said(over))
                continue
            try:
                piece = os.read(self._reading, min(size - len(data), 1 << 20))
            except OSError:
                piece = b""
            if not piece:
                raise self._death()
            data += piece
        return bytes(data)

    def _death(self) -> LabDied:
        status = self.close()
        if status is None:
            return LabDied("exited", "it ended its own process")
        if status < 0:
            name = signal.Signals(-status).name if -status in set(signal.Signals) else str(-status)
            return LabDied("exited", f"its process was ended by {name}")
        return LabDied("exited", f"it ended its own process with exit status {status}")


class Lab:
    """The lab of one submission: workers come from it, one for each check.

    Use it as a context manager, so that it never outlives the judge's interest.
    """

    def __init__(self, start: Start | None = None, caps: limits.Caps | None = None) -> None:
        self.start = start or best_start()
        self._caps = caps or limits.Caps()
        self._zygote: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> Lab:
        self.warm_up()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def warm_up(self) -> None:
        """Start the warm parent, if there is to be one, without waiting for it."""
        if self.start == "fork" and self._zygote is None:
            ours, theirs = socket.socketpair()
            number = str(theirs.fileno())
            arguments = ["-m", "grader.lab", "zygote", number]
            devnull = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
            self._zygote = limits.start(arguments, ROOT, self._caps, pass_fds=[theirs.fileno()], **devnull)
            theirs.close()
            ours.settimeout(STARTUP)
            self._control = ours

    def worker(self) -> Worker:
        """Start a worker. Raises LabUnavailable if none can be started, also not by a fresh warm parent."""
        if self.start == "spawn":
            return self._spawn()
        try:
            return self._fork()
        except (OSError, EOFError, msgspec.MsgspecError):
            self.close()  # a submission may have killed it
        try:
            return self._fork()
        except (OSError, EOFError, msgspec.MsgspecError) as error:
            raise LabUnavailable(f"the lab does not start: {error!r}") from error

    def close(self) -> None:
        """End the lab and every worker of it."""
        control, zygote = self._control, self._zygote
        self._control = self._zygote = None
        if control is not None:
            control.close()  # upon which the parent ends its workers, then itself
        if zygote is not None:
            try:
                zygote.wait(2)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(zygote.pid, signal.SIGKILL)
                zygote.wait()

    def _fork(self) -> Worker:
        self.warm_up()
        assert self._control is not None  # noqa: S101 (warm_up has just set it)
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"F"], [theirs.fileno()])
            started = self._hear()
        if not isinstance(started, Started):
            raise OSError("the warm parent started no worker")
        descriptor = ours.detach()

        def close() -> int | None:
            os.close(descriptor)
            return self._reap(started.pid)

        return Worker(started.pid, descriptor, descriptor, close)

    def _reap(self, pid: int) -> int | None:
        if self._control is None:
            return None
        try:
            self._control.sendall(b"W%d" % pid)
            ended = self._hear()
        except (OSError, EOFError, msgspec.MsgspecError):
            self.close()
            return None
        return os.waitstatus_to_exitcode(ended.status) if isinstance(ended, Exited) else None

    def _hear(self) -> ZygoteResponse:
        assert self._control is not None  # noqa: S101 (asked only by those who have it)
        header = self._receive(HEADER.size)
        return Codec.zygote.decode(self._receive(min(HEADER.unpack(header)[0], MAX_FRAME)))

    def _receive(self, size: int) -> bytes:
        assert self._control is not None  # noqa: S101 (as above)
        data = b""
        while len(data) < size:
            piece = self._control.recv(size - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def _spawn(self) -> Worker:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        try:
            process = limits.start(["-m", "grader.lab", "worker"], ROOT, self._caps, **pipes)
        except OSError as error:
            raise LabUnavailable(f"the lab does not start: {error!r}") from error
        assert process.stdin is not None  # noqa: S101 (it was asked for)
        assert process.stdout is not None  # noqa: S101 (as above)
        stdin, stdout = process.stdin, process.stdout

        def close() -> int | None:
            with contextlib.suppress(OSError):
                stdin.close()
            stdout.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(0.2)
            _kill(process)
            return process.wait()

        return Worker(process.pid, stdout.fileno(), stdin.fileno(), close)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
