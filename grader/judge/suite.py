"""The words in which suites are written: what a scenario hands to a submission."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from grader.judge import demands
from grader.judge.demands import Misused, word
from grader.protocol import ByArgument, ByCall, FolderSpec, JobSpec, ProcessPoolSpec, ProgramSpec, SharedValueSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

F = TypeVar("F", bound="Callable[..., Any]")

SCENARIO = "_is_scenario"

MAX_STATUS = 255
"""The highest exit status of a program."""


@word
def job(name: str, takes: Any = 0, returns: Any = None, raises: Any = None, cleanup: Any = 0) -> JobSpec:
    """Make a stand-in for real work: in the lab, a coroutine function, every call of which is recorded as a span.

    Args:
        name: what it is called in questions and pictures.
        takes: how many virtual seconds a call takes. Whole seconds, so that it never ties with a limit.
        returns: what a call returns.
        raises: the builtin exception that a call raises at its end, instead of returning.
        cleanup: how many seconds a call spends cleaning up after it was cancelled, before CancelledError goes on.

    Each of these may be `by_call` or `by_argument` instead of one value. The scenario may call it with any arguments;
    they are recorded.
    """
    return _job("coroutine", name, takes=takes, returns=returns, raises=raises, cleanup=cleanup)


@word
def blocking_job(name: str, takes: Any = 0, returns: Any = None, raises: Any = None) -> JobSpec:
    """Make a plain function that blocks its thread for *takes* virtual seconds; otherwise as `job`."""
    return _job("blocking", name, takes=takes, returns=returns, raises=raises)


@word
def computing_job(name: str, takes: Any = 0, returns: Any = None, raises: Any = None) -> JobSpec:
    """Make a plain function that computes for *takes* virtual seconds, holding the GIL; otherwise as `job`."""
    return _job("computing", name, takes=takes, returns=returns, raises=raises)


def _job(kind: Literal["coroutine", "blocking", "computing"], name: str, **choices: Any) -> JobSpec:
    demands.name("name", name)
    demands.each("takes", choices["takes"], demands.duration)
    demands.each("cleanup", choices.get("cleanup", 0), demands.duration)
    demands.each("raises", choices["raises"], demands.error)
    return JobSpec(kind=kind, name=name, **choices)


@word
def by_call(*values: Any) -> ByCall:
    """Give the first value to a job's first call, the second to its second, and so on; the last one repeats."""
    if not values:
        raise Misused("needs at least one value")
    return ByCall(values=values)


@word
def by_argument(values: Mapping[Any, Any]) -> ByArgument:
    """Give each call of a job the value for its first positional argument."""
    demands.mapping("values", values)
    return ByArgument(values=dict(values))


@word
def shared_value(name: str, start: Any, read: float = 0, write: float = 0) -> SharedValueSpec:
    """Make a value with ``await get()`` and ``await set(new)``, which take *read* and *write* virtual seconds.

    ``run.final(name)`` gives what it is at the end.
    """
    demands.name("name", name)
    demands.duration("read", read)
    demands.duration("write", write)
    return SharedValueSpec(name=name, start=start, read=read, write=write)


@word
def process_pool(name: str = "pool", cores: int = 2) -> ProcessPoolSpec:
    """Make a `concurrent.futures.Executor` that stands in for a ProcessPoolExecutor with *cores* processes.

    Each process has a core, and a GIL, to itself: what `computing_job` functions take runs at the same time there. As
    between real processes, functions, arguments and results are pickled, so they are copies.
    """
    demands.name("name", name)
    demands.whole("cores", cores, 1)
    return ProcessPoolSpec(name=name, cores=cores)


@word
def program(  # noqa: PLR0913 (by name, each of them)
    name: str,
    takes: Any = 0,
    *,
    output: Any = (),
    errors: Any = (),
    exits: Any = 0,
    stdin: Literal["ignores", "reads", "echoes"] = "ignores",
    stops: float | None = 0,
    pipe: int = 64 * 1024,
) -> ProgramSpec:
    """Make a program that a submission may start: with asyncio, with `subprocess`, by its name or a path that ends so.

    What the submission is given is the name. ``run.spans(name)`` has what became of each start of it.

    Args:
        name: what it is called.
        takes: after how many virtual seconds it ends, `math.inf` for never.
        output: what it writes to its standard output: one text, at its end, or pairs of (seconds, text).
        errors: the same for its standard error.
        exits: its exit status.
        stdin: what it does with its standard input. One that "reads" it reads all of it before it begins; one that
            "echoes" writes each line back, *takes* seconds after it has read it, and ends with its input.
        stops: how many seconds after SIGTERM or SIGINT it ends; None if it ignores them.
        pipe: how many bytes each of its pipes holds. With its pipe full it waits until somebody reads.

    *takes*, *output*, *errors* and *exits* may be `by_call`, or `by_argument` of the first argument behind the name.
    """
    demands.name("name", name)
    demands.each("takes", takes, demands.duration, never=True)
    demands.each("output", output, demands.written)
    demands.each("errors", errors, demands.written)
    demands.each("exits", exits, demands.whole, most=MAX_STATUS)
    demands.one_of("stdin", stdin, "ignores", "reads", "echoes")
    if stops is not None:
        demands.duration("stops", stops)
    demands.whole("pipe", pipe, 1)
    return ProgramSpec(
        name=name, takes=takes, output=output, errors=errors, exits=exits, stdin=stdin, stops=stops, pipe=pipe
    )


@word
def folder(  # noqa: PLR0913 (by name, each of them)
    name: str,
    files: Mapping[str, Any] | None = None,
    *,
    open: float = 0,  # noqa: A002 (what takes the time)
    read: float = 0,
    write: float = 0,
    room: int | None = None,
    denied: Collection[str] = (),
    broken: Mapping[str, int] | None = None,
) -> FolderSpec:
    """Make a folder with *files*, which a submission gets as its path, *name*.

    Args:
        name: what it is called: also in questions, as in ``run.at("desk/a.txt finished")``, when it was closed.
        files: contents by name; text, bytes, or a pair of one of them and how often it is repeated, for a large file.
        open: how many seconds it takes to open a file there.
        read: how many seconds it takes to read 1,000 bytes.
        write: how many seconds it takes to write 1,000 bytes.
        room: after how many bytes more the disk is full.
        denied: the names of files that nobody may open.
        broken: after how many bytes the files of these names cannot be read any further.

    What is read and written on the event loop's thread blocks it for that time.
    """
    demands.path("name", name)
    demands.require("/" not in name, "name", "one folder's", name)
    for what, each in (("files", files or {}), ("broken", broken or {})):
        demands.mapping(what, each)
    for path, content in (files or {}).items():
        demands.path("a file's name", path)
        demands.file(f"the content of {path!r}", content)
    for what, seconds in (("open", open), ("read", read), ("write", write)):
        demands.duration(what, seconds)
    if room is not None:
        demands.whole("room", room)
    demands.names("denied", denied)
    for path, size in (broken or {}).items():
        demands.path("a broken file's name", path)
        demands.whole(f"where {path!r} is broken", size)
    return FolderSpec(
        name=name,
        files=dict(files or {}),
        open=open,
        read=read,
        write=write,
        room=room,
        denied=tuple(denied),
        broken=dict(broken or {}),
    )


def contents(folder: Any) -> dict[str, Any]:
    """Look in a scenario into *folder*: name by name what is in each file now. It takes no time.

    Raises Misused anywhere else than in the lab.
    """
    raise Misused(f"contents({folder!r}) belongs in a function marked @scenario, which runs in the lab")


def note(event: str, value: Any = None) -> None:
    """Record in a scenario that *event* happens now, with *value*: see ``run.at``, ``run.order`` and ``run.notes``.

    Raises Misused anywhere else than in the lab.
    """
    raise Misused(f"note({event!r}, {value!r}) belongs in a function marked @scenario, which runs in the lab")


def signal_at(name: str, at: float) -> None:
    """Have the signal *name* arrive in a scenario when *at* seconds of the run are over; "SIGINT" is Ctrl-C.

    It is an event of that name: see ``run.at``. Raises Misused anywhere else than in the lab.
    """
    raise Misused(f"signal_at({name!r}, {at!r}) belongs in a function marked @scenario, which runs in the lab")


def scenario(function: F) -> F:
    """Mark *function* as a scenario: it is sent to the lab by value, and called with the submission's module first.

    It states no expected value and asserts nothing; it takes all it needs as arguments.
    """
    if not inspect.isfunction(function):
        raise Misused(f"@scenario expects a function, got {function!r}")
    setattr(function, SCENARIO, True)
    return function
