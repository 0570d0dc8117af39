"""What stands in for `subprocess.Popen`: programs of the run, waited for by blocking the thread in virtual time.

`subprocess.run`, `check_output` and the like use it as they use the real one. Nothing here starts a real process.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NoReturn, Self

from grader.lab import bubble as bubbles
from grader.lab.clock import waiting
from grader.lab.pipes import CHUNK
from grader.lab.programs import Child
from grader.lab.signals import SIGKILL

if TYPE_CHECKING:
    from types import GenericAlias

    from grader.lab.pipes import Pipe
    from grader.lab.programs import Program

NO_PROCESSES = "no process of your own can be started here: run the program that you are given by its name"

POSITIONAL = (
    *("bufsize", "executable", "stdin", "stdout", "stderr", "preexec_fn", "close_fds", "shell", "cwd", "env"),
    "universal_newlines",
)
"""The settings of `subprocess.Popen` that may be given by their place."""


class Popen:
    """A program that was started, as `subprocess.Popen` shows it.

    Settings that say in which surroundings it runs (``cwd``, ``env`` and the like) make no difference here.
    """

    def __init__(self, args: Any, *settings: Any, **more: Any) -> None:
        given = dict(zip(POSITIONAL, settings, strict=False)) | more
        ends = [given.get(name) for name in ("stdin", "stdout", "stderr")]
        self._child = Child(args, bool(given.get("shell")), *ends)
        encoding, errors = given.get("encoding"), given.get("errors")
        self.text_mode = bool(given.get("text") or given.get("universal_newlines") or encoding or errors)
        self._encoding, self._errors = encoding or "utf-8", errors or "strict"
        self._program = self._child.program
        self.args = args
        self.pid = self._child.pid
        self.returncode: int | None = None
        self._given: memoryview | None = None
        self._collected: dict[str, bytearray] = {}
        self.stdin = self._file(io.BufferedWriter(_Writing(self._child.stdin.pipe))) if self._child.stdin else None
        out, err = self._child.stdout, self._child.stderr
        self.stdout = self._file(io.BufferedReader(_Reading(out.pipe))) if out else None
        self.stderr = self._file(io.BufferedReader(_Reading(err.pipe))) if err else None

    def _file(self, file: Any) -> Any:
        if not self.text_mode:
            return file
        return io.TextIOWrapper(file, self._encoding, self._errors, write_through=file.writable())

    def poll(self) -> int | None:
        """Give the status, None as long as it runs."""
        self.returncode = self._program.reap()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises `subprocess.TimeoutExpired` after *timeout* seconds."""
        until = _until(timeout)
        while self.poll() is None:
            self._pause([], until, timeout)
        assert self.returncode is not None
        return self.returncode

    def communicate(self, input: Any = None, timeout: float | None = None) -> tuple[Any, Any]:  # noqa: A002 (subprocess's signature)
        """Send *input*, read all there is to read, and wait for the end, *timeout* seconds at most."""
        until = _until(timeout)
        if self._given is None:
            data = input.encode(self._encoding, self._errors) if isinstance(input, str) else input
            self._given = memoryview(data or b"")
        reading = {name: end.pipe for name in ("stdout", "stderr") if (end := getattr(self._child, name)) is not None}
        while self._send() or self._fetch(reading):
            to_it = [self._child.stdin.pipe] if self._child.stdin else []
            self._pause([*to_it, *reading.values()], until, timeout)
        while self.poll() is None:
            self._pause([], until, timeout)
        found = [self._result(name) for name in ("stdout", "stderr")]
        for file in (self.stdin, self.stdout, self.stderr):
            if file is not None:
                file.close()
        return found[0], found[1]

    def _send(self) -> bool:
        """Write what there is room for; tell whether there is more."""
        if self._child.stdin is None or not self._child.stdin.pipe.is_written:
            return False
        pipe = self._child.stdin.pipe
        assert self._given is not None
        try:
            while self._given and (taken := pipe.write(self._given)):
                self._given = self._given[taken:]
        except BrokenPipeError:  # it has ended, or reads no more: as the real one, say nothing
            self._given = memoryview(b"")
        if not self._given:
            pipe.stop_writing()
        return bool(self._given)

    def _fetch(self, reading: dict[str, Pipe]) -> bool:
        """Read what there is; tell whether more may come."""
        for name, pipe in reading.items():
            kept = self._collected.setdefault(name, bytearray())
            while data := pipe.read(CHUNK):
                kept += data
        return not all(pipe.is_at_end for pipe in reading.values())

    def _result(self, name: str) -> Any:
        data = self._collected.get(name)
        if data is None:
            return None
        if not self.text_mode:
            return bytes(data)
        return data.decode(self._encoding, self._errors).replace("\r\n", "\n").replace("\r", "\n")

    def _pause(self, pipes: list[Pipe], until: int | None, timeout: float | None) -> None:
        """Wait until something changes. Raises `subprocess.TimeoutExpired` when it is *until*."""
        if until is not None and until <= bubbles.require().clock.now():
            collected = {name: bytes(data) for name, data in self._collected.items()}
            assert timeout is not None
            raise subprocess.TimeoutExpired(self.args, timeout, collected.get("stdout"), collected.get("stderr"))
        _pause(pipes, self._program, until)

    def send_signal(self, sig: int) -> None:
        """Send a signal, if it runs."""
        if self.poll() is None:
            self._child.send_signal(sig)

    def terminate(self) -> None:
        """Send SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        for file in (self.stdout, self.stderr, self.stdin):
            if file is not None:
                file.close()
        self.wait()

    @classmethod
    def __class_getitem__(cls, _item: Any) -> type[Popen] | GenericAlias:
        return cls

    def __repr__(self) -> str:
        return f"<Popen: returncode: {self.returncode} args: {self.args!r}>"


class _Reading(io.RawIOBase):
    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._pipe.data and not self._pipe.is_at_end:
            _pause([self._pipe], None, None)
        data = self._pipe.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._pipe.stop_reading()
        super().close()


class _Writing(io.RawIOBase):
    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        while not (taken := self._pipe.write(data)) and data:
            _pause([self._pipe], None, None)
        return taken

    def close(self) -> None:
        if not self.closed:
            self._pipe.stop_writing()
        super().close()


def _until(timeout: float | None) -> int | None:
    return None if timeout is None else bubbles.require().clock.now() + waiting(max(timeout, 0))


def _pause(pipes: list[Pipe], program: Program | None, until: int | None) -> None:
    """Block this thread until one of *pipes* changes, *program* ends, or it is *until*."""
    bubble = bubbles.require()
    me = bubble.kernel.current

    def wake() -> None:
        bubble.kernel.wake(me)

    for pipe in pipes:
        pipe.watch(wake)
    if program is not None:
        program.when_ended(wake)
    try:
        what = _called()
        bubble.park(until, f"the end of program {program.name}" if program else what, what)
    finally:
        for pipe in pipes:
            pipe.unwatch(wake)
        if program is not None:
            program.forget(wake)


def _called() -> str:
    """Name the call that waits as learners know it: `subprocess.run()`, `Popen.wait()`."""
    frame, name = sys._getframe(2), ""  # noqa: SLF001 (the documented way to a caller)
    while frame is not None:
        module = frame.f_globals.get("__name__")
        if module == "subprocess":
            name = f"subprocess.{frame.f_code.co_name}()"
        elif module == __name__:
            code = frame.f_code
            if not code.co_name.startswith("_"):
                name = "os.system()" if code.co_name == "system" else f"Popen.{code.co_name}()"
        else:
            break
        frame = frame.f_back  # type: ignore[assignment]
    return name or "a pipe to a program"


def system(command: Any) -> int:
    """Stand in for `os.system`: run *command* in the shell that the lab has, and wait."""
    status = Popen(command, shell=True).wait()  # noqa: S604 (there is no real shell)
    return status << 8 if status >= 0 else -status


def _refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise RuntimeError(NO_PROCESSES)


def install() -> None:
    """Put it in the place of the real ones. Call it once, before a submission is imported."""
    setattr(subprocess, "Popen", Popen)  # noqa: B010 (mypy refuses to assign to a class)
    os.system = system
    for name in (
        "posix_spawn",
        "posix_spawnp",
        *(f"spawn{way}" for way in ("l", "le", "lp", "lpe", "v", "ve", "vp", "vpe")),
    ):
        if hasattr(os, name):
            setattr(os, name, _refuse)
