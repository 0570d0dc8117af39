"""The judge's side of the lab: starts it, gets workers from it, and leaves nothing of it behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import msgspec

from grader.judge import boxes
from grader.judge.watch import PROC, Budget, state
from grader.judge.wires import PipeWire, SocketWire
from grader.judge.worker import POLL, Worker
from grader.protocol import HEADER, MAX_FRAME, Codec, Exited, Started, scratch_folder
from grader.sandbox import limits
from grader.sandbox.confinement import strongest, without_a_box

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.protocol import ZygoteResponse
    from grader.sandbox.confinement import Confinement

ROOT = str(Path(__file__).resolve().parents[2])
"""Where the `grader` package is."""

STARTUP = 30.0
"""Seconds of wall time within which a lab has to have started, on however busy a machine."""

REAPING = 60.0
"""Seconds of wall time within which the warm parent has to have noticed the end of a worker."""

LOOK = 1.0
"""Seconds of wall time after which it is looked at whether the warm parent, which does not answer, has ended."""

GRACE = 2.0
"""Seconds of wall time that the warm parent has for its own end."""

FULL = Budget()
"""What a worker may cost if nothing else is said."""

Start = Literal["fork", "spawn"]


def best_start() -> Start:
    """Say how workers are started here: forked from a warm parent where that is safe."""
    return "fork" if sys.platform == "linux" else "spawn"


class LabUnavailable(Exception):
    """A lab cannot be started at all: our fault, not the learner's."""


class Lab:
    """The lab of one submission: workers come from it, one for each check.

    Use it as a context manager, so that it never outlives the judge's interest.
    """

    def __init__(
        self, start: Start | None = None, caps: limits.Caps | None = None, confinement: Confinement | None = None
    ) -> None:
        self.start = start or best_start()
        self._caps = caps or limits.Caps()
        self._confinement = confinement or strongest()
        if self.start == "spawn" and self._confinement.level == "bubblewrap":
            self._confinement = without_a_box()  # a box for each worker would take longer than its work
        self._zygote: subprocess.Popen[bytes] | _Twin | None = None
        self._control: socket.socket | None = None
        self._inside: int | None = None
        """The id of the warm parent itself, which may be in a box."""
        self._alive: dict[int, int] = {}
        """The workers, by their ids here, and the ids that the warm parent knows them by: in a box, others."""
        self._libraries: list[str] = []
        self._provided: set[str] = set()
        """Which of them the warm parent has imported."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def warm_up(self) -> None:
        """Start the warm parent, if there is to be one, without waiting for it. Raises OSError if it cannot start."""
        if self.start == "fork" and self._zygote is None:
            ours, theirs = socket.socketpair()
            devnull = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
            with theirs:
                arguments = self._program("zygote", theirs.fileno())
                try:
                    box = self._confinement.box(ROOT)
                    self._zygote = limits.start(arguments, ROOT, self._caps, box, pass_fds=[theirs.fileno()], **devnull)
                except BaseException:
                    ours.close()
                    raise
            self._control = ours

    def another(self) -> Lab:
        """Give another lab like this one, not started yet."""
        return Lab(self.start, self._caps, self._confinement)

    def twin(self) -> Lab:
        """Give another lab, for another process: its warm parent is a fork of this one's, where there is one."""
        lab = Lab(self.start, self._caps, self._confinement)
        if self._control is not None:
            ours, theirs = socket.socketpair()
            try:
                with theirs:
                    pid, _ = self._ask_for_process(self._control, b"T", theirs)
            except (OSError, EOFError, msgspec.MsgspecError):
                ours.close()  # then it starts one of its own
            else:
                lab._control, lab._zygote, lab._inside = ours, _Twin(pid), pid
                lab._libraries, lab._provided = list(self._libraries), set(self._provided)
        return lab

    def provide(self, libraries: Iterable[str]) -> None:
        """Have workers from now on start with *libraries* imported: by the warm parent, once, where there is one."""
        self._libraries += [name for name in libraries if name not in self._libraries]

    def worker(self, budget: Budget = FULL) -> Worker:
        """Start a worker. Raises LabUnavailable if none can be started, also not by a fresh warm parent."""
        if self.start == "spawn":
            return self._spawn(budget)
        try:
            return self._fork(budget)
        except (OSError, EOFError, msgspec.MsgspecError):
            self.close()  # a submission may have killed it
        try:
            return self._fork(budget)
        except (OSError, EOFError, msgspec.MsgspecError) as error:
            self.close()
            raise LabUnavailable(f"the lab does not start: {error!r}") from error

    def close(self) -> None:
        """End the lab and every worker of it."""
        control, zygote = self._control, self._zygote
        self._control = self._zygote = self._inside = None
        self._provided.clear()
        for pid in self._alive:  # the warm parent would do that, unless a submission has stopped it
            limits.kill(pid)
        self._alive.clear()
        if control is not None:
            with contextlib.suppress(OSError):
                control.shutdown(socket.SHUT_RDWR)  # upon which the parent ends its workers, then itself
            control.close()
        if zygote is not None:
            with contextlib.suppress(OSError):
                zygote.send_signal(signal.SIGCONT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                zygote.wait(GRACE)
            limits.kill_group(zygote.pid)  # also those who have moved there from a group of their own
            zygote.wait()
            shutil.rmtree(scratch_folder(zygote.pid), ignore_errors=True)

    def _program(self, role: str, number: int) -> list[str]:
        """Give the arguments by which Python becomes a part of the lab."""
        confines = msgspec.json.encode(self._confinement.confines).decode()
        return ["-m", "grader.lab", role, str(number), confines]

    # --- Forked workers ---------------------------------------------------------------------------------------------

    def _fork(self, budget: Budget) -> Worker:
        self.warm_up()
        control = self._control
        assert control is not None
        for name in self._libraries:
            if name not in self._provided:
                control.settimeout(STARTUP)
                control.sendall(b"I" + name.encode())
                self._hear(control)
                self._provided.add(name)
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                pid, known_as = self._ask_for_process(control, b"F", theirs)
        except BaseException:
            ours.close()
            raise
        self._alive[pid] = known_as
        return Worker(SocketWire(ours), _Forked(pid, self), budget)

    def _ask_for_process(self, control: socket.socket, order: bytes, line: socket.socket) -> tuple[int, int]:
        """Have the warm parent fork a process at the other end of *line*; give its id here, and there."""
        control.settimeout(STARTUP)
        socket.send_fds(control, [order], [line.fileno()])
        started = self._hear(control)
        if not isinstance(started, Started):
            raise OSError("the warm parent started no worker")
        return self._id_of(started.pid), started.pid

    def _id_of(self, name: int) -> int:
        """Give the id of the process that the warm parent knows as *name*. Raises OSError if there is none."""
        if not self._confinement.program:
            return name
        if self._inside is None:
            assert self._zygote is not None
            self._inside = boxes.only_child(self._zygote.pid)
        return boxes.child(self._inside, name)

    def reap(self, pid: int) -> int | None:
        """Kill the forked worker *pid* and its group, and have the warm parent tell how it ended."""
        if pid not in self._alive:
            return None
        control, zygote = self._control, self._zygote
        assert control is not None
        assert zygote is not None
        name = self._alive.pop(pid)
        limits.kill(pid)
        try:
            os.kill(zygote.pid, signal.SIGCONT)  # a submission may have stopped it
            control.settimeout(REAPING)
            control.sendall(b"W%d" % name)
            ended = self._hear(control, REAPING)
        except (OSError, EOFError, msgspec.MsgspecError):
            self.close()
            return None
        return os.waitstatus_to_exitcode(ended.status) if isinstance(ended, Exited) else None

    def _hear(self, control: socket.socket, patience: float = STARTUP) -> ZygoteResponse:
        """Hear what the warm parent answers. Raises OSError if it has ended, or not answered for *patience* seconds."""
        deadline = time.monotonic() + patience
        (size,) = HEADER.unpack(self._receive(control, HEADER.size, deadline))
        heard: ZygoteResponse = Codec.zygote.decode(self._receive(control, min(size, MAX_FRAME), deadline))
        return heard

    def _receive(self, control: socket.socket, size: int, deadline: float) -> bytes:
        control.settimeout(LOOK)
        data = b""
        while len(data) < size:
            try:
                piece = control.recv(size - len(data))
            except TimeoutError:
                if time.monotonic() > deadline or self._zygote is None or _has_ended(self._zygote):
                    raise  # also where somebody else still holds the other end
                continue
            if not piece:
                raise EOFError
            data += piece
        return data

    # --- Spawned workers --------------------------------------------------------------------------------------------

    def _spawn(self, budget: Budget) -> Worker:
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        try:
            arguments = [*self._program("worker", os.getpid()), *self._libraries]
            process = limits.start(arguments, ROOT, self._caps, **pipes)
        except OSError as error:
            raise LabUnavailable(f"the lab does not start: {error!r}") from error
        assert process.stdin is not None
        assert process.stdout is not None
        return Worker(PipeWire(process.stdout, process.stdin), _Spawned(process), budget)


class _Twin:
    """A warm parent that another one has forked: not a child of the judge's."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def send_signal(self, which: int) -> None:
        """Send it a signal. Raises OSError if it is gone."""
        os.kill(self.pid, which)

    def has_ended(self) -> bool:
        """Tell whether it has."""
        return state(PROC / str(self.pid)) in ("Z", "X")

    def wait(self, timeout: float | None = None) -> None:
        """Wait until it has ended. Raises subprocess.TimeoutExpired."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self.has_ended():
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("the lab", timeout or 0)
            time.sleep(POLL)


class _Forked:
    """A worker that the warm parent has forked, and that only it can reap."""

    def __init__(self, pid: int, lab: Lab) -> None:
        self.pid = pid
        self._lab = lab

    def ended(self) -> bool:
        return state(PROC / str(self.pid)) in ("Z", "X")

    def end(self) -> int | None:
        return self._lab.reap(self.pid)


class _Spawned:
    """A worker that is a child of the judge's."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.pid = process.pid
        self._process = process

    def ended(self) -> bool:
        return self._process.poll() is not None

    def end(self) -> int | None:
        limits.kill_group(self.pid)
        with contextlib.suppress(OSError):
            self._process.kill()  # where there are no groups
        status = self._process.wait()
        shutil.rmtree(scratch_folder(self.pid), ignore_errors=True)
        return status


def _has_ended(process: subprocess.Popen[bytes] | _Twin) -> bool:
    if isinstance(process, _Twin):
        return process.has_ended()
    return process.poll() is not None
