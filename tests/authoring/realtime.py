"""Plays what a check asked of the lab on asyncio's own event loop, which really waits; and compares.

Only the clock is slowed down or sped up, so that a scenario of seconds takes a moment: loop, selector, threads and
timers are those that everybody uses. Everything here happens in processes of its own.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import selectors
import shlex
import signal
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

from grader import upstream
from grader.lab import bubble as bubbles
from grader.lab import clock, ending, files, jobs, programs, run, signals
from grader.lab.bubble import Bubble
from grader.lab.clock import MONOTONIC_START, Clock
from grader.lab.module import Given, Submission
from grader.lab.network import peers
from grader.lab.network.hosts import is_address
from grader.protocol import NANOSECONDS, Call, Codec, Play, Recording, Test, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.protocol import Begin, Limits, ProgramSpec, Schedule

real_sleep, real_time = time.sleep, time.perf_counter_ns

LATE = 0.4
LATER = 0.1
EARLY = 0.01
"""Seconds, of those that a scenario counts, by which its end may be late, or the share of its time if that is more; and
by which it may be early. A busy machine wakes late; what may not be is that something else happens."""


TRAPS = {None: "trap '' TERM INT", 0: ""}
"""What a shell does on being asked to stop, by how long a program takes to."""


PATIENCE_WITH_PYTEST = 2.0
"""The same where pytest collects and runs tests, which takes time of its own."""


class Scale:
    """How many real seconds one second of a scenario takes here."""

    factor = 1.0


class RealBubble(Bubble):
    """A run whose clock goes on by itself."""

    def __init__(self, filename: str, limits: Limits, schedule: Schedule) -> None:
        super().__init__(filename, limits, schedule)
        start = real_time()
        self.clock = Clock(lambda: round((real_time() - start) / Scale.factor), lambda _: None)
        self.recorder.now = self.clock.now
        self._gil = threading.Lock()

    @property
    def gil(self) -> Any:
        """What computing jobs hold: a real lock, whatever else is offered."""
        return self._gil

    @gil.setter
    def gil(self, _: object) -> None:
        return

    def park(self, until: int | None, waits_for: str, what: str) -> bool:
        """Really block the thread until then."""
        if until is None:
            raise NotImplementedError(f"{what} waits for {waits_for} without a limit")
        real_sleep(max(0, until - self.clock.now()) / NANOSECONDS * Scale.factor)
        return False

    def read_clock(self) -> int:
        """Give the time, however often it is asked for."""
        return self.clock.now()


class Selector(selectors.SelectSelector):
    """Python's selector; not the one with epoll, which rounds to milliseconds."""

    def select(self, timeout: float | None = None) -> Any:
        """Wait as long as *timeout* takes in reality."""
        return super().select(timeout * Scale.factor if timeout else timeout)


class RealLoop(asyncio.SelectorEventLoop):
    """Python's event loop, by the clock of the bubble that is open."""

    def __init__(self) -> None:
        super().__init__(Selector())
        self._hosts: list[asyncio.Server] = []

    def close(self) -> None:
        """Close the servers of the suite's, too."""
        while self._hosts:
            self._hosts.pop().close()
        super().close()

    def is_done(self) -> bool:
        """Tell that shutting down has to be done: here asyncio goes through all of its turns."""
        return False

    def time(self) -> float:
        """Give the time in seconds, as the lab's loop counts it."""
        bubble = bubbles.current()
        return (MONOTONIC_START + (bubble.clock.now() if bubble else 0)) / NANOSECONDS

    async def _make_subprocess_transport(self, protocol: Any, args: Any, *rest: Any, **options: Any) -> Any:
        """Start a real process that does what the program of the run is declared to do, and record it."""
        bubble = bubbles.require()
        spec = bubble.programs[args[0]]
        arguments = list(args[1:])
        span = bubble.recorder.open_span(spec.name, "program", bubbles.current_task_name(), arguments, None)
        command = _performed(spec, bubble, tuple(arguments))
        transport = await super()._make_subprocess_transport(protocol, command, *rest, **options)  # type: ignore[misc]
        _watch(transport, span, bubble)
        return transport

    async def create_server(self, protocol_factory: Any, host: Any = None, port: Any = None, **options: Any) -> Any:
        """Listen on this machine, under whatever name."""
        if not _is_made_up(host):
            return await super().create_server(protocol_factory, host, port, **options)
        server = await super().create_server(protocol_factory, "127.0.0.1", 0, **options)
        PORTS[host, port] = server.sockets[0].getsockname()[1]
        return server

    async def getaddrinfo(self, host: Any, port: Any, **options: Any) -> Any:
        """Find who listens under that name, on this machine; a server of the suite's begins to when looked for."""
        if not _is_made_up(host):
            return await super().getaddrinfo(host, port, **options)
        if host not in {name for name, _ in (*PORTS, *PEERS)}:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        peer, found = PEERS.get((host, port)), PORTS.get((host, port), NOBODY)
        if peer is not None and peer.refuses():
            found = NOBODY
        elif peer is not None and found == NOBODY:
            self._hosts.append(await self.create_server(peer.converse, host, port))
            found = PORTS[host, port]
        return await super().getaddrinfo("127.0.0.1", found, **options)


def _performed(spec: ProgramSpec, bubble: Bubble, args: tuple[str, ...]) -> list[str]:
    """Give a command that does what *spec* says: a shell and `sleep` start sooner than another Python would."""
    call = bubble.calls.get(spec.name, 0)
    bubble.calls[spec.name] = call + 1
    takes, exits = jobs.pick(spec.takes, call, args), jobs.pick(spec.exits, call, args)
    written = [(at, "", data) for at, data in programs.pieces(jobs.pick(spec.output, call, args), takes)]
    written += [(at, " >&2", data) for at, data in programs.pieces(jobs.pick(spec.errors, call, args), takes)]
    lines, now = [TRAPS.get(spec.stops, f"trap 'sleep {spec.stops}; trap - TERM; kill $$' TERM")], 0.0
    if spec.stdin == "reads":
        lines.append("cat > /dev/null")
    for at, where, data in sorted(written, key=lambda piece: piece[0]):
        lines.append(f"{_pause(at - now)}; printf %s {shlex.quote(data.decode())}{where}")
        now = at
    if spec.stdin == "echoes":
        lines.append(f"while IFS= read -r line; do {_pause(takes)}; printf '%s\\n' \"$line\"; done")
    else:
        lines.append(_pause(min(takes, 1e6) - now))
    return ["/bin/sh", "-c", "\n".join([*lines, f"exit {exits}"])]


def _pause(duration: float) -> str:
    return f"sleep {max(duration, 0) * Scale.factor:.4f} < /dev/null > /dev/null 2>&1"


def _watch(transport: Any, span: Any, bubble: Bubble) -> None:
    """Record the signals that a program gets, and its end."""
    exited, send = transport._process_exited, transport.send_signal  # noqa: SLF001 (where asyncio hears of the end)

    def hear(status: int) -> None:
        bubble.recorder.end_span(span, "killed" if status < 0 else "finished")
        exited(status)

    def tell(number: int) -> None:
        if span.end is None:
            bubble.recorder.event(f"{span.name} got {signals.signal_name(number)}")
        send(number)

    transport._process_exited, transport.send_signal = hear, tell  # noqa: SLF001 (as above)
    transport.terminate, transport.kill = lambda: tell(signal.SIGTERM), lambda: tell(signal.SIGKILL)


def signal_at(name: str, at: float) -> None:
    """Have a real signal arrive when *at* seconds of the run are over."""
    bubble = bubbles.require()

    def send() -> None:
        bubble.recorder.event(name)
        os.kill(os.getpid(), signal.Signals[name])

    timer = threading.Timer(max(0, at - bubble.recorder.now() / NANOSECONDS) * Scale.factor, send)
    timer.daemon = True
    timer.start()


def recording(send: Callable[[int], None]) -> Callable[[int], None]:
    """Have *send*, which sends a signal to oneself, recorded."""

    def raise_signal(signalnum: int) -> None:
        bubbles.require().recorder.event(signals.signal_name(signalnum))
        send(signalnum)

    return raise_signal


class RealPeer(peers.Peer):
    """A server of a suite's, on this machine."""

    def _settle(self) -> None:
        PEERS[self.spec.host, self.spec.port] = self


PORTS: dict[tuple[str, int], int] = {}
PEERS: dict[tuple[str, int], RealPeer] = {}
"""Where on this machine somebody listens, and who will, by made-up host and port."""

NOBODY = 1
"""A port at which nobody listens."""


def _is_made_up(host: Any) -> bool:
    return isinstance(host, str) and bool(host) and host != "localhost" and not is_address(host)


def prepare(factor: float) -> None:
    """Make this process play in real time, a scenario's second taking *factor* seconds. Nothing takes that back."""
    Scale.factor = factor
    replaced: Any = (run, ending)
    replaced[0].Bubble, replaced[1].LabLoop, replaced[0].Peer = RealBubble, RealLoop, RealPeer
    asyncio.events.new_event_loop = asyncio.new_event_loop = RealLoop
    signals.signal_at = signal_at
    signal.raise_signal = recording(signal.raise_signal)
    files.install()
    upstream.install()
    clock.install(jobs.read_clock, real_time, lambda duration: real_sleep(duration * Scale.factor))


def play(begin: bytes, request: bytes) -> bytes:
    """Play an encoded *request* of the submission in *begin*, and give the encoded recording."""
    PORTS.clear()
    PEERS.clear()
    opened: Begin = Codec.request.decode(begin)
    asked: Call | Play | Test = Codec.request.decode(request)
    stage = run.Stage(Submission(opened.topic, opened.filename, opened.source), opened.seed, Given(opened.given))
    if isinstance(asked, Test):
        _play(stage, asked)  # pytest imports what it needs: the time that this takes would count
    return Codec.encoder.encode(_play(stage, asked))


def _play(stage: run.Stage, asked: Call | Play | Test) -> Recording:
    if isinstance(asked, Call):
        return stage.call(asked)
    return stage.play(asked) if isinstance(asked, Play) else stage.test(asked)


# --- Comparing ------------------------------------------------------------------------------------------------------


def differences(lab: Recording, real: Recording) -> list[str]:
    """Say how *real* differs from *lab*: in outcome, in the order of what happened, or in how long it took."""
    found = [
        f"{name}: {in_lab!r} in the lab, {in_life!r} in real time"
        for name, in_lab, in_life in (
            ("it ended", lab.ended, real.ended),
            ("it returned", lab.returned, real.returned),
            ("it raised", _raised(lab), _raised(real)),
            ("at the end", lab.finals, real.finals),
            ("its tests", _tests(lab), _tests(real)),
            ("its files", lab.folders, real.folders),
        )
        if in_lab != in_life
    ]
    found += _order("events", _events(lab), _events(real))
    found += _order("lines", _lines(lab), _lines(real))
    late, wanted = seconds(real.elapsed - lab.elapsed), seconds(lab.elapsed)
    patience = PATIENCE_WITH_PYTEST if lab.tests else LATE
    if not -EARLY < late < max(patience, LATER * wanted):
        found.append(f"it took {wanted:g} s in the lab, {seconds(real.elapsed):.3g} s in real time")
    return found


def _tests(recording: Recording) -> list[tuple[str, str]]:
    return [(test.name, test.outcome) for test in recording.tests]


def _raised(recording: Recording) -> tuple[str, str] | None:
    return (recording.raised.type, recording.raised.message) if recording.raised else None


def _events(recording: Recording) -> list[tuple[int, str]]:
    return [(event.at, event.name) for event in recording.events]


def _lines(recording: Recording) -> list[tuple[int, str]]:
    """List the lines that were printed, each with the time of its end: print() writes that after the rest."""
    lines, begun = [], ""
    for piece in recording.output:
        *whole, begun = (begun + piece.text).split("\n")
        lines += [(piece.at, line) for line in whole]
    return [*lines, (recording.elapsed, begun)] if begun else lines


def _order(what: str, lab: list[tuple[int, str]], real: list[tuple[int, str]]) -> list[str]:
    """Compare the order of what happened; nothing is said of what the lab has happen at one and the same instant."""
    groups = [[name for _, name in group] for _, group in itertools.groupby(lab, key=lambda pair: pair[0])]
    names = [name for _, name in real]
    left = iter(names)
    if len(names) == len(lab) and all(sorted(itertools.islice(left, len(group))) == sorted(group) for group in groups):
        return []
    return [f"{what}: {', '.join(name for _, name in lab)} in the lab; {', '.join(names)} in real time"]
