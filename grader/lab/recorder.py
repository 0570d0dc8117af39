"""What happened in a run, noted while it happens and turned into plain data at its end.

Tasks are held weakly: a recorder that kept them alive would hide that a submission has lost them.
"""

from __future__ import annotations

import linecache
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from grader.lab import values
from grader.lab.kernel import RunOver
from grader.protocol import (
    BlockedRecord,
    Complaint,
    EventRecord,
    Failure,
    OutputRecord,
    Place,
    SpanRecord,
    TaskRecord,
    TestRecord,
    WarningRecord,
)

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from types import FrameType, TracebackType

    from grader.protocol import SpanKind, SpanOutcome

MAX_EVENTS = 20_000
"""How many events, warnings or pieces of output are kept; a run with more is cut there."""

MAX_TASKS = 6_000
"""How many tasks, and spans of jobs, are kept: they have more to tell, and all has to fit into one message."""

LOOPS_OWN = ("BaseEventLoop.", "BaseSelectorEventLoop.")
"""How the names of the coroutines begin that an event loop runs for itself: shutting down, accepting connections."""

TaskOutcome = Literal["pending", "finished", "failed", "cancelled", "lost"]


@dataclass(slots=True, eq=False)
class Span:
    """One call of a job, or a program, while it is being recorded. Times in ns."""

    name: str
    kind: SpanKind
    task: str
    arguments: Any
    start: int
    place: Place | None
    end: int | None = None
    cleaned: int | None = None
    outcome: SpanOutcome = "running"
    status: int | None = None
    received: str = ""
    reaped: int | None = None


@dataclass(slots=True, eq=False)
class TaskNote:
    """One task while it is being recorded."""

    ref: weakref.ref[asyncio.Task[Any]]
    name: str
    coroutine: str
    start: int
    place: Place | None
    cancel_requested: int | None = None
    outcome: TaskOutcome = "pending"


@dataclass(slots=True)
class Recorder:
    """Collects what happens. *filename* is the submission's; *now* reads the virtual clock."""

    filename: str
    now: Callable[[], int]
    output_limit: int
    spans: list[Span] = field(default_factory=list)
    tasks: list[TaskNote] = field(default_factory=list)
    blocked: list[BlockedRecord] = field(default_factory=list)
    warnings: list[WarningRecord] = field(default_factory=list)
    events: list[EventRecord] = field(default_factory=list)
    output: list[OutputRecord] = field(default_factory=list)
    tests: list[TestRecord] = field(default_factory=list)
    printed: int = 0
    output_cut: bool = False
    todo: Failure | None = None
    call_is_over: bool = False
    """Set when the call has ended: what is cancelled after that, is cancelled by the loop's shutting down."""
    closed: bool = False
    places: dict[tuple[int, str], Place] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether the call has ended, or the whole run has."""
        return self.call_is_over or self.closed

    def begin(self) -> None:
        """Begin the recording of a call: what the module's own code did when it was imported is not part of it."""
        for records in (self.spans, self.tasks, self.blocked, self.warnings, self.events, self.output):
            records.clear()
        self.printed, self.output_cut = 0, False
        read, origin = self.now, self.now()
        if origin:
            self.now = lambda: read() - origin

    def open_span(
        self,
        name: str,
        kind: SpanKind,
        task: str,
        arguments: Any,
        place: Place | None,
    ) -> Span:
        """Note that a call of job *name* started."""
        span = Span(name, kind, values.short(task), arguments, self.now(), place)
        if len(self.spans) < MAX_TASKS:
            self.spans.append(span)
        self.event(f"{name} started")
        return span

    def end_span(self, span: Span, outcome: SpanOutcome) -> None:
        """Note how and when the call of *span* ended."""
        span.end, span.outcome = self.now(), outcome
        self.event(f"{span.name} {outcome}")

    def clean_span(self, span: Span) -> None:
        """Note that the cancelled call of *span* has cleaned up."""
        span.cleaned = self.now()
        self.event(f"{span.name} cleaned up")

    def event(self, name: str, value: Any = None) -> None:
        """Note that *name* happened now; *value* is already plain data."""
        if not self.closed and len(self.events) < MAX_EVENTS:
            self.events.append(EventRecord(at=self.now(), name=values.short(name), value=value))

    def add_task(self, task: asyncio.Task[Any], name: object, coroutine: object, frame: FrameType | None) -> TaskNote:
        """Note that *task* is being created by the code at *frame*."""
        runs = values.short(getattr(coroutine, "__qualname__", "") or values.type_name(coroutine))
        note = TaskNote(weakref.ref(task), values.short(name), runs, self.now(), self.place(frame))
        if len(self.tasks) < MAX_TASKS and not runs.startswith(LOOPS_OWN):  # its own, of shutting down
            self.tasks.append(note)
        return note

    def drop_task(self, note: TaskNote) -> None:
        """Take back `add_task`: it has become no task."""
        if note in self.tasks:
            self.tasks.remove(note)

    def block(self, task: str, start: int, what: str, frame: FrameType | None) -> None:
        """Note that *what* has kept the event loop from running since *start*."""
        place, task = self.place(frame), values.short(task)
        last = self.blocked[-1] if self.blocked else None
        if last and last.end == start and (last.task, last.what, last.place) == (task, what, place):
            start = self.blocked.pop().start
        if len(self.blocked) < MAX_EVENTS and not self.closed:
            self.blocked.append(BlockedRecord(task=task, start=start, end=self.now(), what=what, place=place))

    def warn(self, kind: Complaint, what: str, place: Place | None = None, other: Place | None = None) -> None:
        """Note a complaint; see `WarningRecord`."""
        if not self.closed and len(self.warnings) < MAX_EVENTS:
            text = values.short(what, 500)
            self.warnings.append(WarningRecord(kind=kind, what=text, at=self.now(), place=place, other=other))

    def print(self, text: str, *, error: bool) -> None:
        """Note what was printed, up to the limit."""
        if self.closed or not text:
            return
        room = self.output_limit - self.printed
        if len(text) > room:
            self.output_cut = True
            text = text[: max(room, 0)]
        self.printed += len(text)
        last = self.output[-1] if self.output else None
        if last and (last.at, last.error) == (self.now(), error):
            text = self.output.pop().text + text
        if text:
            self.output.append(OutputRecord(at=self.now(), text=text, error=error))

    def place(self, frame: FrameType | None) -> Place | None:
        """Find the submission's line at *frame* or in the nearest of its callers."""
        while frame is not None and frame.f_code.co_filename != self.filename:
            frame = frame.f_back
        return None if frame is None else self.line(frame.f_lineno, frame.f_code.co_name)

    def place_of_call(self, frame: FrameType | None, task: asyncio.Task[Any] | None) -> Place | None:
        """Find the line that awaits what runs at *frame*; if it has a task to itself, the line that made it so."""
        found = self.place(frame)
        if found is not None or task is None:
            return found
        origin = getattr(task.get_coro(), "cr_origin", None)
        if origin and origin[0][0] == self.filename:
            return self.line(origin[0][1], origin[0][2])
        note = getattr(task, "_note", None)
        return note.place if isinstance(note, TaskNote) else None

    def place_of_traceback(self, trace: TracebackType | None) -> Place | None:
        """Find the submission's line nearest to where an exception was raised."""
        found = None
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self.filename:
                found = self.line(trace.tb_lineno, trace.tb_frame.f_code.co_name)
            trace = trace.tb_next
        return found

    def line(self, number: int, function: str = "") -> Place:
        """Describe line *number* of the submission."""
        known = self.places.get((number, function))
        if known is not None:
            return known
        code = linecache.getline(self.filename, number).strip()
        place = Place(line=number, function=values.short(function, 100), code=values.short(code))
        self.places[number, function] = place
        return place

    def span_records(self) -> list[SpanRecord]:
        """Give the spans as plain data."""
        return [
            SpanRecord(
                name=span.name,
                kind=span.kind,
                task=span.task,
                arguments=span.arguments,
                start=span.start,
                end=span.end,
                cleaned=span.cleaned,
                outcome=span.outcome,
                place=span.place,
                status=span.status,
                received=span.received,
                reaped=span.reaped,
            )
            for span in self.spans
        ]

    def task_records(self) -> list[TaskRecord]:
        """Give the tasks as plain data, as they are now."""
        return [
            TaskRecord(
                name=note.name,
                coroutine=note.coroutine,
                start=note.start,
                outcome=_outcome(note),
                cancel_requested=note.cancel_requested,
                place=note.place,
            )
            for note in self.tasks
        ]


def outcome_of(task: asyncio.Task[Any]) -> TaskOutcome:
    """Tell how *task* ended so far, without counting as having retrieved its exception."""
    if not task.done():
        return "pending"
    if task.cancelled():
        return "cancelled"
    error = task._exception  # noqa: SLF001 (as said)
    if isinstance(error, RunOver):
        return "pending"
    return "failed" if error is not None else "finished"


def _outcome(note: TaskNote) -> TaskOutcome:
    task = note.ref()
    return note.outcome if task is None else outcome_of(task)
