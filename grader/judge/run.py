"""The questions that a check asks of a run.

Every answer is plain data, and the run remembers what was asked: the explanation of a failed check is made from the
last answers. Times are float virtual seconds since the start of the run, exact to the nanosecond.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from grader.judge.times import Seconds
from grader.judge.values import NOTHING, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from grader.protocol import EndRecord, Recording, SpanRecord

T = TypeVar("T")

OWN_ADDRESSES = ("127.0.0.1", "0.0.0.0", "::1", "::")  # noqa: S104 (nothing is bound)
"""What else "localhost" is called."""


class Raised(NamedTuple):
    """An exception that ended a run: the name of its type, and its message."""

    type: str
    message: str


class Printed(NamedTuple):
    """A line that was printed, and when its end was."""

    at: float
    line: str

    def __repr__(self) -> str:
        return f"({self.at:g}, {self.line!r})"


@dataclass(frozen=True)
class Span:
    """One call of a job, or one start of a program; times in seconds, None for what did not happen.

    Only programs are *killed*, have a *status*, have *received* something on their standard input, and are *reaped*.
    """

    started: float
    finished: float | None
    failed: float | None
    cancelled: float | None
    cleaned: float | None
    outcome: str
    arguments: list[Any]
    killed: float | None = None
    status: int | None = None
    received: str = ""
    reaped: float | None = None


@dataclass(frozen=True)
class Blocked:
    """A time in seconds during which *what*, on *line* of the submission, kept the event loop from running."""

    start: float
    end: float
    what: str
    line: int | None


@dataclass(frozen=True)
class End:
    """One end of a connection: what it sent, when it was closed and how, and how much it had to keep, at most."""

    sent: bytes
    total: int
    buffered: int
    closed: float | None
    how: str
    line: int | None


@dataclass(frozen=True)
class Connection:
    """One connection; times in seconds."""

    host: str
    port: int
    opened: float
    client: End
    server: End


@dataclass(frozen=True)
class Request:
    """One request to a declared web server; the names of *headers* are in lower case, *status* None if unanswered."""

    host: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    status: int | None
    started: float
    ended: float
    connection: int


@dataclass(frozen=True)
class Answer:
    """One answer of a run: to which question, about which names."""

    run: Run
    question: str
    about: tuple[str, ...]
    value: Any


class Unexpected(AssertionError):
    """A run ended otherwise than by returning, and the check has not asked how it ended."""

    def __init__(self, run: Run) -> None:
        super().__init__(f"the run ended otherwise than expected: {run.recording.ended}")
        self.run = run


class Run:
    """The recording of one scenario, or of one call.

    A run that raised, hung or could not be made answers only to those who know: any question but `raised`, `ended` and
    `output` then fails the check with what happened, unless one of the first two was asked before.

    Args:
        recording: what the lab sent.
        what: what was run, for people: "fetch_all".
        inputs: what it was given, for people, named only where expected values are.
        asked: where each answer is noted.
    """

    def __init__(self, recording: Recording, what: str, inputs: str, asked: list[Answer]) -> None:
        self.recording = recording
        self.what = what
        self.subject = f"`{what}`"
        self.inputs = inputs
        self.schedule = 0
        self.replaced: tuple[str, ...] = ()
        self.backwards = False
        self._asked = asked
        self._end_is_known = recording.ended == "returned"

    # --- How it ended -----------------------------------------------------------------------------------------------

    @property
    def ended(self) -> str:
        """How the run ended: returned, raised, deadlock, budget, problem, or killed by a signal."""
        self._end_is_known = True
        return self._answer("ended", self.recording.ended)

    @property
    def raised(self) -> Raised | None:
        """The exception that ended it, as (type name, message), or None."""
        self._need_an_exception()
        failure = self.recording.raised
        return self._answer("raised", None if failure is None else Raised(failure.type, failure.message))

    @property
    def inner(self) -> list[Raised]:
        """The exceptions inside the exception group that ended it, in order; [] if it was no group."""
        self._need_an_exception()
        failure = self.recording.raised
        inner = [] if failure is None else [Raised(each.type, each.message) for each in failure.inner]
        return self._answer("inner", inner)

    @property
    def returned(self) -> Any:
        """What was returned, as builtin data."""
        self._need_an_end()
        value = decode(self.recording.returned) if self.recording.ended == "returned" else NOTHING
        return self._answer("returned", value)

    # --- Time -------------------------------------------------------------------------------------------------------

    @property
    def elapsed(self) -> float:
        """How long the call took."""
        self._need_an_end()
        return self._answer("elapsed", Seconds.of(self.recording.elapsed))

    @property
    def closed(self) -> float:
        """When its event loop had shut down: leftover tasks cancelled, the default executor's threads joined."""
        self._need_an_end()
        return self._answer("closed", Seconds.of(self.recording.closed))

    def at(self, event: str) -> float | None:
        """When *event* ("a started", or a note) happened first, or None."""
        self._need_an_end()
        return self._answer("at", next(iter(self._times(event)), None), event)

    def times(self, event: str) -> list[float]:
        """When *event* happened, each time."""
        self._need_an_end()
        return self._answer("times", self._times(event), event)

    def spans(self, name: str) -> list[Span]:
        """The calls of job *name*, in the order in which they started."""
        self._need_an_end()
        return self._answer("spans", [_span(record) for record in self._records(name)], name)

    def overlap(self, a: str, b: str) -> float:
        """For how many seconds a call of job *a* and one of job *b* were running together; two calls, if *a* is *b*."""
        self._need_an_end()
        two = [self._records(a)] if a == b else [self._records(a), self._records(b)]
        needed = 2 if a == b else 1
        return self._answer("overlap", Seconds.of(self._together(two, needed)), a, b)

    def peak(self, *names: str) -> int:
        """How many calls of jobs *names* (of all jobs, without names) were running at once, at most."""
        self._need_an_end()
        chosen = [span for span in self.recording.spans if not names or span.name in names]
        changes = [(span.start, 1) for span in chosen] + [(self._end(span), -1) for span in chosen]
        running = most = 0
        for _, change in sorted(changes):  # at one instant the ends come first
            running += change
            most = max(most, running)
        return self._answer("peak", most, *names)

    @property
    def order(self) -> list[str]:
        """Everything that happened, in order: starts and ends of jobs, and notes."""
        self._need_an_end()
        return self._answer("order", [event.name for event in self.recording.events])

    # --- What else happened -----------------------------------------------------------------------------------------

    @property
    def blocked(self) -> list[Blocked]:
        """When the event loop was kept from running, and by what."""
        self._need_an_end()
        found = [
            Blocked(Seconds.of(b.start), Seconds.of(b.end), b.what, b.place.line if b.place else None)
            for b in self.recording.blocked
        ]
        return self._answer("blocked", found)

    @property
    def leftovers(self) -> list[str]:
        """The tasks that were still alive when the call ended."""
        self._need_an_end()
        return self._answer("leftovers", list(self.recording.leftovers))

    def connections(self, host: str | None = None, port: int | None = None) -> list[Connection]:
        """The connections to *port* of *host* (to any, without), in the order in which they were opened."""
        self._need_an_end()
        host = "localhost" if host in OWN_ADDRESSES else host
        found = [
            Connection(each.host, each.port, Seconds.of(each.opened), _end(each.client), _end(each.server))
            for each in self.recording.connections
            if host in (None, each.host) and port in (None, each.port)
        ]
        return self._answer("connections", found, *(str(each) for each in (host, port) if each is not None))

    def requests(self, host: str | None = None) -> list[Request]:
        """The requests to the declared web server at *host* (to any, without), in the order in which they ended."""
        self._need_an_end()
        found = [
            Request(
                each.host,
                each.method,
                each.path,
                each.headers,
                each.body,
                each.status,
                Seconds.of(each.start),
                Seconds.of(each.end),
                each.connection,
            )
            for each in self.recording.requests
            if host in (None, each.host)
        ]
        return self._answer("requests", found, *([host] if host else []))

    @property
    def buffered(self) -> int:
        """How many bytes the program had written to one connection, at most, that could not be sent yet."""
        self._need_an_end()
        ends = (end for each in self.recording.connections for end in (each.client, each.server) if end.place)
        return self._answer("buffered", max((end.buffered for end in ends), default=0))

    @property
    def left_open(self) -> list[str]:
        """What the program had opened and not closed when the call ended: "connection to echo.example:7"."""
        self._need_an_end()
        words = {"connection": "connection to", "server": "server on"}
        found = [f"{words[each.kind]} {each.what}" for each in self.recording.left_open]
        return self._answer("left_open", found)

    @property
    def unreaped(self) -> list[str]:
        """The programs for which nobody had waited when the call ended: those that ran, and those that had ended."""
        self._need_an_end()
        return self._answer("unreaped", [program.name for program in self.recording.unreaped])

    @property
    def warnings(self) -> list[str]:
        """The kinds of asyncio's complaints: "never awaited", "never retrieved", "destroyed pending", "callback"."""
        self._need_an_end()
        return self._answer("warnings", [str(warning.kind) for warning in self.recording.warnings])

    @property
    def output(self) -> str:
        """What was printed on standard output."""
        return self._answer("output", "".join(piece.text for piece in self.recording.output if not piece.error))

    @property
    def printed(self) -> list[Printed]:
        """The lines that were printed on standard output, each with the time at which it was complete."""
        self._need_an_end()
        lines: list[Printed] = []
        begun: list[str] = []
        for piece in self.recording.output:
            if not piece.error:
                first, *others = piece.text.split("\n")
                begun.append(first)
                for other in others:
                    lines.append(Printed(Seconds.of(piece.at), "".join(begun)))
                    begun = [other]
        if any(begun):
            lines.append(Printed(Seconds.of(self.recording.elapsed), "".join(begun)))
        return self._answer("printed", lines)

    def final(self, name: str) -> Any:
        """The last value of the shared value *name*."""
        self._need_an_end()
        finals = self.recording.finals
        return self._answer("final", decode(finals[name]) if name in finals else NOTHING, name)

    def notes(self, event: str) -> list[Any]:
        """The values that a scenario noted with *event*, in order."""
        self._need_an_end()
        values = [decode(each.value) for each in self.recording.events if each.name == event]
        return self._answer("notes", values, event)

    def files(self, folder: str) -> dict[str, Any]:
        """What is in each file of *folder* in the end: text, or bytes if it is none; of a large one, a digest."""
        self._need_an_end()
        found = self.recording.folders.get(folder, {})
        return self._answer("files", {name: decode(content) for name, content in found.items()}, folder)

    @property
    def open_files(self) -> list[str]:
        """The files that were still open when the call ended, and those that only garbage collection has closed."""
        self._need_an_end()
        end = self.recording.elapsed
        left = [file.name for file in self.recording.files if file.closed is None or file.closed > end]
        return self._answer("open_files", left)

    @property
    def largest_read(self) -> int:
        """How many bytes, or characters of text, were read by one call at most."""
        self._need_an_end()
        return self._answer("largest_read", max((file.largest_read for file in self.recording.files), default=0))

    # --- The submission's own tests, see `Sitting.test` -------------------------------------------------------------

    @property
    def tests(self) -> dict[str, str]:
        """What became of each test: passed, failed, error, skipped or hung."""
        self._need_tests()
        return self._answer("tests", {test.name: str(test.outcome) for test in self.recording.tests})

    @property
    def failures(self) -> list[str]:
        """The names of the tests that failed, were an error, or hung."""
        self._need_tests()
        return self._answer("failures", self._failures())

    @property
    def hanging(self) -> list[str]:
        """The name of the test that hung, if one did: nothing comes after it."""
        self._need_tests()
        return self._answer("hanging", [test.name for test in self.recording.tests if test.outcome == "hung"])

    def caught_by(self, right: Run) -> list[str]:
        """The names of the tests that failed here, and passed in *right*, the run with a module that is right."""
        self._need_tests()
        sound = {test.name for test in right.recording.tests if test.outcome == "passed"}
        caught = [name for name in self._failures() if name in sound]
        return self._answer("caught_by", caught, *right._failures())

    def last_answers(self, question: str) -> list[Answer]:
        """Give the answers that this run gave to *question*, for explanations."""
        return [answer for answer in self._asked if answer.run is self and answer.question == question]

    # --- Within -----------------------------------------------------------------------------------------------------

    def _need_an_exception(self) -> None:
        """Let go on who asks for the exception of a run that has raised, or might have: one that hung has none."""
        if self.recording.ended == "raised":
            self._end_is_known = True
        self._need_an_end()

    def _need_tests(self) -> None:
        """Let go on who asks for tests of which the last one hung: that it did is their outcome."""
        if self.recording.ended == "deadlock" and self.recording.tests:
            self._end_is_known = True
        self._need_an_end()

    def _failures(self) -> list[str]:
        return [test.name for test in self.recording.tests if test.outcome in ("failed", "error", "hung")]

    def _need_an_end(self) -> None:
        if not self._end_is_known:
            raise Unexpected(self)

    def _answer(self, question: str, value: T, *about: str) -> T:
        self._asked.append(Answer(self, question, about, value))
        return value

    def _times(self, event: str) -> list[float]:
        return [Seconds.of(each.at) for each in self.recording.events if each.name == event]

    def _records(self, name: str) -> list[SpanRecord]:
        return [span for span in self.recording.spans if span.name == name]

    def _together(self, jobs: list[list[SpanRecord]], needed: int) -> int:
        """Say for how many ns at least *needed* calls of each of *jobs* were running at once."""
        changes = [(span.start, 1, which) for which, spans in enumerate(jobs) for span in spans]
        changes += [(self._end(span), -1, which) for which, spans in enumerate(jobs) for span in spans]
        running = [0] * len(jobs)
        together = since = 0
        for at, change, which in sorted(changes):
            if min(running) >= needed:
                together += at - since
            running[which] += change
            since = at
        return together

    def _end(self, span: SpanRecord) -> int:
        """Give when *span* was really over, its cleaning up included."""
        ends = (span.cleaned, span.end, self.recording.closed)
        return next(end for end in ends if end is not None)


class Runs:
    """Runs of one scenario under one schedule after the other, the plain one first, made while they are iterated."""

    def __init__(self, play: Callable[[int], Run], seeds: Iterable[int]) -> None:
        self._play = play
        self._seeds = tuple(seeds)

    def __iter__(self) -> Any:
        return (self._play(seed) for seed in self._seeds)

    def __len__(self) -> int:
        return len(self._seeds)


def _end(record: EndRecord) -> End:
    closed = None if record.closed is None else Seconds.of(record.closed)
    line = record.place.line if record.place else None
    return End(record.sent, record.total, record.buffered, closed, record.how, line)


def _span(record: SpanRecord) -> Span:
    end = None if record.end is None else Seconds.of(record.end)
    return Span(
        started=Seconds.of(record.start),
        finished=end if record.outcome == "finished" else None,
        failed=end if record.outcome == "failed" else None,
        cancelled=end if record.outcome == "cancelled" else None,
        cleaned=None if record.cleaned is None else Seconds.of(record.cleaned),
        outcome=record.outcome,
        arguments=decode(record.arguments),
        killed=end if record.outcome == "killed" else None,
        status=record.status,
        received=record.received,
        reaped=None if record.reaped is None else Seconds.of(record.reaped),
    )
