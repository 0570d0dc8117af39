"""Programs that a submission may start: made up by a scenario, run in virtual time, and no real process at all.

A program is a generator that waits for moments and for pipes. The kernel's alarms and the pipes move it on, so it goes
on while an event loop is blocked, too. What starts one is in `grader.lab.popen` and `grader.lab.children`.
"""

from __future__ import annotations

import math
import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from grader.lab import bubble as bubbles
from grader.lab import values
from grader.lab.descriptors import Real
from grader.lab.jobs import pick
from grader.lab.pipes import Pipe, ReadEnd, WriteEnd
from grader.lab.signals import FIRST_PID, HARMLESS, SIGKILL, signal_name
from grader.protocol import LeftProgram, ProgramSpec, Waiter, nanoseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from grader.lab.bubble import Bubble
    from grader.lab.kernel import Alarm
    from grader.lab.recorder import Span

    Sink = Callable[[bytes], int]
    """Takes some bytes of what a program writes, and says how many: none if there is no room now."""

SIGPIPE = 13
"""By its number, which is the same everywhere: not every system has its name."""

ASKS = frozenset({signal.SIGTERM, signal.SIGINT})
"""The signals that ask a program to stop, and that it may refuse."""

MAX_RECEIVED = 1_000
"""How many characters of what a program has read are recorded."""

QUOTED = r"'[^']*'|\"(?:\\.|[^\"\\])*\"|\\."
SHELL_SYNTAX = r"[|&;<>()$`*?\n]"
"""Patterns, compiled only when they are needed."""

STREAMS = {1: "stdout", 2: "stderr"}


class Program:
    """One program that was started, as *spec* says, with *argv*.

    *stdin* is what it reads from, None for nothing; *sinks* are where its output (1) and its error output (2) go.
    """

    def __init__(
        self, spec: ProgramSpec, bubble: Bubble, argv: list[str], stdin: Pipe | None, sinks: dict[int, Sink]
    ) -> None:
        self.name = spec.name
        self.status: int | None = None
        self.pid = FIRST_PID + len(bubble.started)
        self._spec = spec
        self._bubble = bubble
        self._stdin = stdin
        self._sinks = sinks
        self._pipes: list[Pipe] = []
        self._received = bytearray()
        self._alarm: Alarm | None = None
        self._is_moving = False
        self._is_stopping = False
        self._stands_at = ""
        self._ended: list[Callable[[], None]] = []
        self._call = bubble.calls.get(spec.name, 0)
        bubble.calls[spec.name] = self._call + 1
        bubble.started.append(self)
        self._began = bubble.clock.now() + nanoseconds(bubble.choices.latency(spec.name, self._call))
        self.span = self._open(argv)
        self._life = self._live(tuple(argv[1:]))

    def _open(self, argv: list[str]) -> Span:
        recorder, task = self._bubble.recorder, bubbles.current_task_name()
        place = recorder.place(sys._getframe(2))  # noqa: SLF001 (the documented way to a caller)
        who = task or self._bubble.kernel.current.name
        return recorder.open_span(self.name, "program", who, values.encode(argv[1:]), place)

    def begin(self, pipes: list[Pipe]) -> None:
        """Begin to run; *pipes* are those of which it has an end."""
        self._pipes = pipes
        for pipe in pipes:
            pipe.watch(self._look)
        self._go_on()

    def when_ended(self, callback: Callable[[], None]) -> None:
        """Call *callback* at its end."""
        self._ended.append(callback)

    def forget(self, callback: Callable[[], None]) -> None:
        """Take back `when_ended`."""
        if callback in self._ended:
            self._ended.remove(callback)

    def reap(self) -> int | None:
        """Give its status, None as long as it runs; note that somebody has asked when it had ended."""
        if self.status is not None and self.span.reaped is None:
            self.span.reaped = self._bubble.recorder.now()
        return self.status

    def receive(self, number: int) -> None:
        """Do what the program does on the signal *number*; nothing if it has ended."""
        if self.status is not None or number in HARMLESS:
            return
        self._bubble.recorder.event(f"{self.name} got {signal_name(number)}")
        if number not in ASKS or self._spec.stops == 0:
            self._end(-number)
        elif self._spec.stops is not None and not self._is_stopping:
            self._is_stopping = True
            self._life.close()
            self._stands_at = ""
            self._life = self._clean_up(number, self._bubble.clock.now() + nanoseconds(self._spec.stops))
            self._go_on()

    def left(self) -> LeftProgram | None:
        """Tell of it if it runs, or if nobody has asked for its status; None otherwise."""
        if self.span.reaped is not None:
            return None
        return LeftProgram(name=self.name, running=self.status is None, place=self.span.place)

    def waiter(self) -> Waiter | None:
        """Tell what it waits for, if that is for somebody else."""
        if self.status is not None or not self._stands_at:
            return None
        return Waiter(task=f"program {self.name}", waits_for=self._stands_at, place=self.span.place)

    # --- Its life ---------------------------------------------------------------------------------------------------

    def _live(self, args: tuple[str, ...]) -> Generator[float | None, None, int]:
        spec, call = self._spec, self._call
        takes = pick(spec.takes, call, args)
        written = [(at, 1, data) for at, data in pieces(pick(spec.output, call, args), takes)]
        written += [(at, 2, data) for at, data in pieces(pick(spec.errors, call, args), takes)]
        yield self._began
        if spec.stdin == "reads":
            yield from self._read_all()
        begun = max(self._began, self._bubble.clock.now())
        for at, stream, data in sorted(written, key=lambda piece: piece[0]):
            yield begun + nanoseconds(at)
            yield from self._write(stream, data)
        if spec.stdin == "echoes":
            yield from self._echo(takes)
        elif takes == math.inf:
            yield math.inf
        else:
            yield begun + nanoseconds(takes)
        return int(pick(spec.exits, call, args))

    def _clean_up(self, number: int, until: int) -> Generator[float | None, None, int]:
        yield until
        return -number

    def _read(self) -> Generator[float | None, None, bytes]:
        """Read what there is; b"" at the end."""
        if self._stdin is None:
            return b""
        while not self._stdin.data and not self._stdin.is_at_end:
            self._stands_at = "more to read: nobody has closed its stdin"
            yield None
        self._stands_at = ""
        data = self._stdin.read(self._stdin.size)
        self._received += data[: max(MAX_RECEIVED - len(self._received), 0)]
        return data

    def _read_all(self) -> Generator[float | None, None, None]:
        while (yield from self._read()):
            pass

    def _echo(self, takes: float) -> Generator[float | None, None, None]:
        rest = b""
        while data := (yield from self._read()):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                yield self._bubble.clock.now() + nanoseconds(takes)
                yield from self._write(1, line + b"\n")
        if rest:
            yield self._bubble.clock.now() + nanoseconds(takes)
            yield from self._write(1, rest)

    def _write(self, stream: int, data: bytes) -> Generator[float | None, None, None]:
        rest = memoryview(data)
        sink = self._sinks[stream]
        while rest:
            taken = sink(bytes(rest))
            rest = rest[taken:]
            if not taken:
                self._stands_at = f"somebody to read its {STREAMS[stream]}: the pipe is full"
                yield None
        self._stands_at = ""

    # --- How it moves -----------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Go on if it stands at a pipe: one of its own has changed."""
        if self._alarm is None and self._stands_at:
            self._go_on()

    def _go_on(self) -> None:
        if self.status is not None or self._is_moving:
            return  # what it does to a pipe comes back to it
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        self._is_moving = True
        status: int | None = None
        try:
            until = next(self._life)
            while until is not None and until <= self._bubble.clock.now():
                until = next(self._life)
            if until is not None and until != math.inf:
                self._alarm = self._bubble.kernel.call_at(int(until), self._wake)
        except StopIteration as end:
            status = end.value
        except BrokenPipeError:
            status = -SIGPIPE
        except LookupError as error:  # the suite has not said what it does with these arguments
            self._bubble.recorder.print(f"{self.name}: {error}\n", error=True)
            status = 1
        finally:
            self._is_moving = False
        if status is not None:
            self._end(status)

    def _wake(self) -> None:
        self._alarm = None
        self._go_on()

    def _end(self, status: int) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        if not self._is_moving:
            self._life.close()
        self.status, self._stands_at = status, ""
        self.span.status = status
        self.span.received = self._received.decode(errors="replace")
        self._bubble.recorder.end_span(self.span, "killed" if status < 0 else "finished")
        for pipe in self._pipes:
            pipe.unwatch(self._look)
            if pipe is self._stdin:
                pipe.stop_reading()
            else:
                pipe.stop_writing()
        for callback in tuple(self._ended):
            callback()


def pieces(choice: Any, takes: float) -> list[tuple[float, bytes]]:
    """Give what is written when: all at the end, if it is one text."""
    if isinstance(choice, str | bytes):
        choice = ((takes, choice),) if choice else ()
    return [(at, data.encode() if isinstance(data, str) else data) for at, data in choice]


class Child:
    """A program as who has started it sees it: its number, its status, and the ends of the pipes to it.

    Args:
        args: the program and its arguments, or a line for the shell.
        shell: whether it is a line for the shell.
        stdin, stdout, stderr: as for `subprocess.Popen`.

    Raises FileNotFoundError if there is no such program.
    """

    def __init__(self, args: Any, shell: bool, stdin: Any, stdout: Any, stderr: Any) -> None:  # noqa: FBT001 (as they stand in subprocess)
        bubble = bubbles.require()
        self.args = args
        self.returncode: int | None = None
        spec, argv = _from_shell(args, bubble) if shell else _program(args, bubble)
        to_it, pipes = _source(stdin, spec.pipe), []
        out, self.stdout = _drain(stdout, 1, spec.pipe)
        if stderr == subprocess.STDOUT:
            err: Pipe | Sink = out
            self.stderr = None
        else:
            err, self.stderr = _drain(stderr, 2, spec.pipe)
        self.stdin = WriteEnd(to_it) if to_it is not None and stdin == subprocess.PIPE else None
        for pipe in (to_it, out, err):
            if isinstance(pipe, Pipe) and pipe not in pipes:
                pipes.append(pipe)
        sinks = {n: end.write if isinstance(end, Pipe) else end for n, end in ((1, out), (2, err))}
        self.program = Program(spec, bubble, argv, to_it, sinks)
        self.pid = self.program.pid
        self.program.begin(pipes)

    def poll(self) -> int | None:
        """Give the status if it has ended. That asyncio looks, too, reaps nothing: see `reap`."""
        return self.program.status

    def send_signal(self, number: int) -> None:
        """Send the signal *number*, if it runs."""
        self.program.receive(int(number))

    def terminate(self) -> None:
        """Send SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(SIGKILL)


def _source(given: Any, size: int) -> Pipe | None:
    """Make what a program reads from; None if that is nothing, as from a terminal at which nobody sits."""
    if given is None or given == subprocess.DEVNULL:
        return None
    pipe = Pipe(size)
    if given != subprocess.PIPE:
        pipe.data += given.read() if hasattr(given, "read") else b""
        pipe.stop_writing()
    return pipe


def _drain(given: Any, number: int, size: int) -> tuple[Pipe | Sink, ReadEnd | None]:
    """Make where a program writes to, and the end at which that is read, if there is one."""
    if given == subprocess.PIPE:
        pipe = Pipe(size)
        return pipe, ReadEnd(pipe)
    if given is None:
        return lambda data: _print(data, error=number == 2), None  # noqa: PLR2004 (standard error)
    if given == subprocess.DEVNULL:
        return len, None
    descriptor = given if isinstance(given, int) else given.fileno()
    return lambda data: Real.write(descriptor, data), None


def _print(data: bytes, *, error: bool) -> int:
    """Print *data* where the submission prints: the program has inherited its output."""
    bubbles.require().recorder.print(values.plain(data.decode(errors="replace")), error=error)
    return len(data)


def _program(args: Any, bubble: Bubble) -> tuple[ProgramSpec, list[str]]:
    """Find the program that *args* names, by its name or by a path to it."""
    parts = [args] if isinstance(args, str | bytes | os.PathLike) else args
    argv = [os.fsdecode(part) for part in parts]
    spec = _find(argv[0], bubble)
    if spec is None:
        raise FileNotFoundError(2, "No such file or directory", argv[0])
    return spec, argv


def _find(name: str, bubble: Bubble) -> ProgramSpec | None:
    return bubble.programs.get(name) or bubble.programs.get(name.rpartition("/")[2])


def _from_shell(line: Any, bubble: Bubble) -> tuple[ProgramSpec, list[str]]:
    """Find what a shell would run for *line*: one program and its arguments, and nothing else of a shell's language."""
    import shlex  # only now: hardly any run needs it

    text = os.fsdecode(line) if isinstance(line, str | bytes) else os.fsdecode(line[0])
    found = re.search(SHELL_SYNTAX, re.sub(QUOTED, "", text))
    if found is not None:
        raise RuntimeError(
            f"the shell of these checks runs one program with its arguments and knows no {found[0]!r}, as in {text!r}"
        )
    try:
        argv = shlex.split(text)
    except ValueError:
        return _shell_says(2, "Syntax error: Unterminated quoted string"), ["sh"]
    if argv[:1] == ["exec"]:  # in the shell's place: there is none here
        del argv[0]
    if not argv:
        return ProgramSpec(name="sh"), ["sh"]
    spec = _find(argv[0], bubble)
    return (spec, argv) if spec is not None else (_shell_says(127, f"{argv[0]}: not found"), ["sh", *argv])


def _shell_says(status: int, what: str) -> ProgramSpec:
    return ProgramSpec(name="sh", errors=((0, f"/bin/sh: 1: {what}\n"),), exits=status)
