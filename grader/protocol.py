"""The messages between judge and lab, and nothing else.

The judge trusts nothing that it reads here: every message is decoded by msgspec against these closed types, frames are
capped, and only builtin types come out. Times are whole nanoseconds of virtual time since the start of the run, so that
they can be compared exactly.
"""

from __future__ import annotations

import os
import struct
from typing import Any, ClassVar, Literal

import msgspec

MAX_FRAME = 4 * 1024 * 1024
"""The largest message in bytes, either way. A lab that sends more has failed."""

NANOSECONDS = 1_000_000_000

ROUSE = "SIGVTALRM"
"""The signal by which the judge asks a worker that does nothing at all to give up its run and tell where it is."""

SCENARIO_FILE = "<scenario>"
"""What a scenario has instead of a file: the name of its suite is nobody's business in the lab."""

HEADER = struct.Struct("!I")
"""Every message is its length in bytes, then itself in MessagePack."""


SCRATCH = "asynclings-scratch-"
"""How the folder begins to be called in which the workers of a lab keep the files of their runs."""


def scratch_folder(pid: int) -> str:
    """Give the folder of the lab whose process is *pid*: in memory, where there is such a place."""
    base = next((place for place in ("/dev/shm", "/tmp") if os.access(place, os.W_OK)), None)  # noqa: S108 (only looked at)
    return f"{base or os.environ.get('TEMP', '.')}{os.sep}{SCRATCH}{pid}"


def nanoseconds(seconds: float) -> int:
    """Round *seconds* of virtual time to whole nanoseconds."""
    return round(seconds * NANOSECONDS)


def seconds(ns: int) -> float:
    """Turn *ns* nanoseconds into the nearest float of seconds."""
    return ns / NANOSECONDS


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A message, or a part of one: immutable, and closed to fields it does not know."""


# --- What a scenario hands to a submission --------------------------------------------------------------------------


class ByCall(Message, frozen=True):
    """A value for the first, second, … call of a job; the last one repeats."""

    values: tuple[Any, ...]


class ByArgument(Message, frozen=True):
    """A value for each first positional argument of a job's call."""

    values: dict[Any, Any]


class JobSpec(Message, frozen=True):
    """A stand-in for real work; see `grader.judge.job`.

    *kind* says what a call does: "coroutine" waits on the loop, "blocking" blocks its thread, "computing" holds the
    virtual GIL. *takes* and *cleanup* are in seconds; *raises* is a builtin exception.
    """

    kind: Literal["coroutine", "blocking", "computing"]
    name: str
    takes: Any = 0
    returns: Any = None
    raises: Any = None
    cleanup: Any = 0


class SharedValueSpec(Message, frozen=True):
    """A value that takes time to read and to write; see `grader.judge.shared_value`."""

    name: str
    start: Any
    read: float = 0
    write: float = 0


class ProcessPoolSpec(Message, frozen=True):
    """An executor of processes; see `grader.judge.process_pool`."""

    name: str
    cores: int


class ProgramSpec(Message, frozen=True):
    """A program that a submission may start; see `grader.judge.program`.

    *takes* and *stops* are in seconds; *output* and *errors* are one text, or pairs of (seconds, text).
    """

    name: str
    takes: Any = 0
    output: Any = ()
    errors: Any = ()
    exits: Any = 0
    stdin: Literal["ignores", "reads", "echoes"] = "ignores"
    stops: float | None = 0
    pipe: int = 64 * 1024


class FolderSpec(Message, frozen=True):
    """A folder with files, whose use takes time; see `grader.judge.folder`.

    *files* are contents by name: text, bytes, or a pair of one of them and how often it is repeated. *open* is in
    seconds a call, *read* and *write* in seconds for each 1,000 bytes; *room* is how many more bytes there is space
    for, *denied* names files that cannot be opened, *broken* after how many bytes a file cannot be read any further.
    """

    name: str
    files: dict[str, Any]
    open: float = 0
    read: float = 0
    write: float = 0
    room: int | None = None
    denied: tuple[str, ...] = ()
    broken: dict[str, int] = {}


class Act(Message, frozen=True):
    """One thing that a server, or a client, does on a connection; see `grader.judge.network`. *after* is in seconds."""

    kind: Literal["say", "say_back", "hear", "stop_reading", "end", "hang_up", "reset", "refuse"]
    data: bytes = b""
    size: int | None = None
    after: float = 0


class ServerSpec(Message, frozen=True):
    """A server that follows a script on each connection, the first one on the first; see `grader.judge.server`."""

    host: str
    port: int
    scripts: tuple[tuple[Act, ...], ...] = ()
    latency: float = 0
    answers: bool = True


class ClientSpec(Message, frozen=True):
    """A client that connects at a time, in seconds, and follows a script; see `grader.judge.caller`."""

    name: str
    host: str
    port: int
    script: tuple[Act, ...] = ()
    at: float = 0
    room: int | None = None


class Reply(Message, frozen=True):
    """How a web server answers a request; see `grader.judge.reply`."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: dict[str, str] = {}
    after: float = 0
    body_after: float = 0
    cut: int | None = None
    fault: Literal["", "hang_up", "reset"] = ""


class WebServerSpec(Message, frozen=True):
    """A server that answers HTTP requests by their paths; see `grader.judge.web_server`."""

    host: str
    port: int
    routes: dict[str, tuple[Reply, ...]]
    otherwise: Reply
    latency: float = 0
    answers: bool = True


# --- Judge to lab ---------------------------------------------------------------------------------------------------


class Limits(Message, frozen=True):
    """What one run may use before it is ended: steps of the loop, virtual seconds, CPU seconds, characters printed."""

    steps: int = 10_000
    virtual: float = 100_000.0
    cpu: float = 1.0
    output: int = 20_000


class Schedule(Message, frozen=True):
    """A legal order of events. Seed 0 is the plain one; *without* names perturbations left out while shrinking."""

    seed: int = 0
    without: tuple[str, ...] = ()


class Confines(Message, frozen=True):
    """How a lab's workers confine themselves; as JSON on its command line.

    *landlock* leaves them the files beneath *read*, and beneath *write*, which they may change besides those of their
    own folder; *seccomp* refuses them the system calls that no exercise needs.
    """

    landlock: bool = False
    seccomp: bool = False
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()


class Begin(Message, frozen=True, tag="begin"):
    """Opens a worker's session: the submission as text, and what seeds its randomness.

    *code* is what another worker has compiled of it, see `Loaded`; without it, this one compiles it. *given* are the
    modules that it may import, name and text of each.
    """

    topic: str
    filename: str
    source: str
    seed: int
    code: bytes = b""
    given: dict[str, str] = {}


class Call(Message, frozen=True, tag="call"):
    """Run the submission's top-level *name*, awaited if it is a coroutine. *arguments* is a pickled (args, kwargs)."""

    name: str
    arguments: bytes
    limits: Limits
    schedule: Schedule


class Play(Message, frozen=True, tag="play"):
    """Run a scenario with the submission's module. *scenario* is pickled by value, and sent once: then it is empty."""

    scenario: bytes
    arguments: bytes
    limits: Limits
    schedule: Schedule


class Test(Message, frozen=True, tag="test"):
    """Run the tests that the submission consists of, or *backwards*. *modules* replace given ones, see `Begin`."""

    __test__ = False  # none of pytest's

    modules: dict[str, str]
    backwards: bool
    limits: Limits
    schedule: Schedule


class Load(Message, frozen=True, tag="load"):
    """Execute the submission's module and say what is wrong with it, if anything is."""

    limits: Limits


class Leave(Message, frozen=True, tag="leave"):
    """Ask for a sign of life, and for nothing else, at the end of a worker's session."""


Request = Begin | Call | Play | Test | Load | Leave


# --- Lab to judge ---------------------------------------------------------------------------------------------------


class Place(Message, frozen=True):
    """A line of the submission."""

    line: int
    function: str = ""
    code: str = ""


class Failure(Message, frozen=True):
    """An exception: the name of its type, its message, the submission's line nearest to where it was raised.

    An exception group also has its *inner* ones.
    """

    type: str
    message: str
    place: Place | None = None
    inner: list[Failure] = []


class Problem(Message, frozen=True):
    """Why nothing could be run: the submission does not load, or lacks what a check calls."""

    kind: Literal["syntax", "policy", "import", "load", "missing", "signature", "budget"]
    message: str
    place: Place | None = None


SpanKind = Literal["coroutine", "blocking", "computing", "program"]
SpanOutcome = Literal["running", "finished", "failed", "cancelled", "killed"]


class SpanRecord(Message, frozen=True):
    """One call of a job, or one start of a program.

    *cleaned* is when its cleaning up was over; *end* is None while it still ran at the end. A program also has its
    exit *status*, below 0 if a signal has killed it, what it has *received* on its standard input, and when somebody
    has first *reaped* it: waited for its end, or asked for its status when there was one.
    """

    name: str
    kind: SpanKind
    task: str
    arguments: Any
    start: int
    end: int | None
    cleaned: int | None
    outcome: SpanOutcome
    place: Place | None = None
    """The submission's line that called the job, or that waits for it."""
    status: int | None = None
    received: str = ""
    reaped: int | None = None


class LeftProgram(Message, frozen=True):
    """A program that was started at *place* and still *running* at the end, or had ended, and nobody had waited."""

    name: str
    running: bool
    place: Place | None = None


class TaskRecord(Message, frozen=True):
    """One task: who it is, when and where it was created, how it ended, when it was first asked to stop."""

    name: str
    coroutine: str
    start: int
    outcome: Literal["pending", "finished", "failed", "cancelled", "lost"]
    cancel_requested: int | None = None
    place: Place | None = None


class BlockedRecord(Message, frozen=True):
    """A time during which a call kept the event loop from running."""

    task: str
    start: int
    end: int
    what: str
    place: Place | None = None


Complaint = Literal[
    "never awaited",
    "never retrieved",
    "destroyed pending",
    "callback",
    "not thread-safe",
    "not woken",
    "slow callback",
    "closed late",
    "never closed",
    "loop left open",
    "unclosed",
]


class WarningRecord(Message, frozen=True):
    """A complaint: asyncio's own, or the lab's about what is wrong though asyncio may get away with it.

    "not thread-safe" is a call from a thread to what belongs to another one's event loop; *other* is then the line at
    which that loop stood. "not woken" is a call from a plain handler of a signal, of which the sleeping loop hears when
    it wakes up for another reason. "closed late" is an asynchronous generator that was left to the event loop to close;
    "never closed" is one whose loop was closed before. "unclosed" is what a library had to close itself: a session.
    """

    kind: Complaint
    what: str
    at: int
    place: Place | None = None
    other: Place | None = None


class FileRecord(Message, frozen=True):
    """One file that was opened. *closed* is None if it never was, or only by garbage collection.

    *largest_read* is how many bytes, or characters, one call has answered at most.
    """

    name: str
    opened: int
    closed: int | None
    mode: str = "r"
    largest_read: int = 0
    place: Place | None = None


class EventRecord(Message, frozen=True):
    """Something that happened: a job's start or end, or a scenario's note with its value."""

    at: int
    name: str
    value: Any = None


class TestRecord(Message, frozen=True):
    """One of the submission's own tests.

    It "failed" by itself, or is an "error" of what it needs: of a fixture, or of its being collected. One that "hung"
    is the last: the run ended in it. *message* is that of the exception, *place* the line that raised it.
    """

    __test__ = False  # none of pytest's

    name: str
    outcome: Literal["passed", "failed", "error", "skipped", "hung"]
    start: int
    end: int
    message: str = ""
    place: Place | None = None


class OutputRecord(Message, frozen=True):
    """Text that was printed, on standard error if *error*."""

    at: int
    text: str
    error: bool = False


class Waiter(Message, frozen=True):
    """Somebody in a deadlock: what it waits for and where, and who holds that."""

    task: str
    waits_for: str
    held_by: str | None = None
    place: Place | None = None


class DeadlockRecord(Message, frozen=True):
    """Who waits for what when nothing can happen any more, and a cycle among them if there is one."""

    waiters: list[Waiter]
    cycle: list[str]


EndKind = Literal["open", "closed", "aborted", "reset", "lost", "dropped", "refused"]
"""How one end of a connection was closed: "lost" by an error, "dropped" because nobody referred to it any more,
"refused" because it was none."""


class EndRecord(Message, frozen=True):
    """One end of a connection. *place* is the submission's line that opened it, or the function that serves it.

    *sent* is the beginning of what it sent, *total* how many bytes in all; *buffered* how many it had to keep, at most,
    because the other end did not take them; *missing* what a server's script waits for, and what it has got instead.
    """

    place: Place | None = None
    sent: bytes = b""
    total: int = 0
    buffered: int = 0
    closed: int | None = None
    how: EndKind = "open"
    missing: str = ""


class ConnectionRecord(Message, frozen=True):
    """A connection to *port* of *host*."""

    host: str
    port: int
    opened: int
    client: EndRecord
    server: EndRecord


class RequestRecord(Message, frozen=True):
    """A request that a declared web server has got, on which of the run's connections, and how it was answered."""

    host: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    status: int | None
    start: int
    end: int
    connection: int


class LeftOpen(Message, frozen=True):
    """What the submission has opened and, when the call ended, had not closed; *dropped* if it could not any more."""

    kind: Literal["connection", "server"]
    what: str
    dropped: bool = False
    place: Place | None = None


class Recording(Message, frozen=True, tag="recording"):
    """What happened in one run, as plain data. See `grader.judge.run.Run` for the questions to it."""

    ended: Literal["returned", "raised", "deadlock", "budget", "problem", "killed"]
    elapsed: int
    """When the call returned or raised, or when the run was given up."""
    closed: int
    """When its loop had shut down: cancelled what was left over and joined the default executor."""
    returned: Any = None
    awaited: bool = False
    """Whether the submission's function gave something to await."""
    raised: Failure | None = None
    problem: Problem | None = None
    todo: Failure | None = None
    """The first TODO that was met, whatever became of what it raised."""
    budget: Literal["steps", "virtual", "cpu", "size", "idle", "exit"] | None = None
    """What there was too much of; "idle" is waiting for what is not in the lab, "exit" an end of the whole process."""
    killed_by: str = ""
    """The signal that ended it, as it ends a process that does not handle it."""
    place: Place | None = None
    """Where it was when it was given up."""
    defined: Place | None = None
    """Where the function that was called is defined."""
    deadlock: DeadlockRecord | None = None
    spans: list[SpanRecord] = []
    tasks: list[TaskRecord] = []
    blocked: list[BlockedRecord] = []
    warnings: list[WarningRecord] = []
    leftovers: list[str] = []
    unfinished: list[Waiter] = []
    """The leftovers that stood in the submission's code, and what they waited for."""
    unreaped: list[LeftProgram] = []
    """The programs for which nobody had waited when the call ended."""
    connections: list[ConnectionRecord] = []
    requests: list[RequestRecord] = []
    left_open: list[LeftOpen] = []
    events: list[EventRecord] = []
    finals: dict[str, Any] = {}
    files: list[FileRecord] = []
    folders: dict[str, dict[str, Any]] = {}
    """What the files of each folder contain in the end."""
    tests: list[TestRecord] = []
    output: list[OutputRecord] = []
    output_cut: bool = False
    steps: int = 0
    ties: list[int] = []
    """Instants at which a job ended and a limit fired: which of the two comes first is documented nowhere."""


class Loaded(Message, frozen=True, tag="loaded"):
    """The answer to `Load`."""

    problem: Problem | None = None
    output: str = ""
    code: bytes = b""
    """The compiled module, marshalled, for other workers of the same submission: the judge passes it on unread."""


class Left(Message, frozen=True, tag="left"):
    """The answer to `Leave`."""


class Broken(Message, frozen=True, tag="broken"):
    """The lab's own code failed. Believed only when a canary fails too."""

    message: str


Response = Recording | Loaded | Left | Broken


# --- Judge and zygote -----------------------------------------------------------------------------------------------


class Exited(Message, frozen=True, tag="exited"):
    """A child of the zygote ended with *status* (as `os.waitpid` gives it)."""

    pid: int
    status: int


class Started(Message, frozen=True, tag="started"):
    """A child of the zygote has started; its own number says that it has imported what it was to."""

    pid: int


ZygoteResponse = Started | Exited


class Codec:
    """Encoders and decoders, made once: building a decoder costs more than using it."""

    request: ClassVar = msgspec.msgpack.Decoder(Request)
    response: ClassVar = msgspec.msgpack.Decoder(Response)
    zygote: ClassVar = msgspec.msgpack.Decoder(ZygoteResponse)
    encoder: ClassVar = msgspec.msgpack.Encoder()


def read_confines(text: str) -> Confines:
    """Read what a lab is started with. Raises msgspec.MsgspecError."""
    return msgspec.json.decode(text, type=Confines)


def frame(message: Message) -> bytes:
    """Encode *message* with its header.

    Raises ValueError if it is larger than `MAX_FRAME`.
    """
    body = Codec.encoder.encode(message)
    if len(body) > MAX_FRAME:
        raise ValueError(f"a message of {len(body)} bytes is over the limit of {MAX_FRAME}")
    return HEADER.pack(len(body)) + body
