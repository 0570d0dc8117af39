"""A worker: answers the judge's requests about one submission after another, until the judge hangs up."""

from __future__ import annotations

import contextlib
import importlib
import traceback
from typing import TYPE_CHECKING, Any

import msgspec

from grader import upstream
from grader.lab import (
    chance,
    clock,
    complaints,
    files,
    intruders,
    jobs,
    learners,
    loop,
    owners,
    popen,
    process,
    processes,
    signals,
    threads,
)
from grader.lab.module import Given, Submission
from grader.lab.network import sockets
from grader.lab.run import Stage
from grader.protocol import Begin, Broken, Call, Leave, Left, Load, Play, Recording, Test

if TYPE_CHECKING:
    from grader.lab.channel import Channel
    from grader.protocol import Request, Response

INTERRUPTED = frozenset({"cpu", "idle", "exit"})
"""How a run ends of which something may still be going on."""

KEPT = 20
"""How much of each kind stays in a recording that was too large."""


def install() -> None:
    """Replace the parts of the standard library that would leave virtual time. Call it once a process."""
    clock.install(jobs.read_clock, jobs.peek_clock, jobs.virtual_sleep)
    chance.install()
    threads.install()
    loop.install()
    owners.install()
    files.install()
    intruders.install()
    complaints.install()
    processes.install()
    popen.install()
    signals.install()
    sockets.install()
    process.watch_complaints()
    process.watch_exits()
    upstream.install()


def provide(*libraries: str) -> None:
    """Import *libraries*, which a submission may want, now that all is replaced; do without what is not there."""
    for name in libraries:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
            if name == learners.LIBRARY:
                learners.prepare()


def serve(channel: Channel) -> None:
    """Answer requests until the judge hangs up, or until a run was interrupted: it may still be running."""
    stage: Stage | None = None
    while (request := channel.receive()) is not None:
        if isinstance(request, Begin):
            stage = _stage(request, stage)
            continue
        response = Left() if isinstance(request, Leave) else _answer(stage, request)
        for attempt in (response, _shortened, _unsendable):
            try:
                channel.send(attempt(response) if callable(attempt) else attempt)
                break
            except (ValueError, OverflowError):  # too large, or with text or numbers that have no place in a message
                continue
        if isinstance(response, Recording) and response.budget in INTERRUPTED:
            return


def _stage(request: Begin, before: Stage | None) -> Stage:
    """Set the stage for a submission; the one *before* may be of the same, and has compiled it already."""
    if before is not None and before.submission.is_of(request):
        submission = before.submission
    else:
        submission = Submission(request.topic, request.filename, request.source, request.code)
    return Stage(submission, request.seed, Given(request.given))


def _unsendable(response: Response) -> Broken:
    return Broken(message=f"a {type(response).__name__} cannot be sent")


def _shortened(response: Response) -> Response:
    """Give up a recording that is too large for a message, keeping how it began."""
    if not isinstance(response, Recording):
        return _unsendable(response)
    fields: dict[str, Any] = {"returned": None, "finals": {}, "ended": "budget", "budget": response.budget or "size"}
    for name in ("spans", "tasks", "blocked", "warnings", "leftovers", "connections", "requests", "left_open"):
        fields[name] = getattr(response, name)[:KEPT]
    for name in ("unreaped", "events", "tests", "output", "ties"):
        fields[name] = getattr(response, name)[:KEPT]
    return msgspec.structs.replace(response, **fields)


def _answer(stage: Stage | None, request: Request) -> Response:
    if stage is None:
        return Broken(message="a request came before any submission")
    try:
        match request:
            case Load():
                answer: Response = stage.load(request)
            case Call():
                answer = stage.call(request)
            case Play():
                answer = stage.play(request)
            case Test():
                answer = stage.test(request)
            case _:
                answer = Broken(message=f"no such request: {type(request).__name__}")
    except BaseException:  # noqa: BLE001 (the judge decides, by a canary, whose fault it is)
        return Broken(message=traceback.format_exc(limit=-6)[:4_000])
    return answer
