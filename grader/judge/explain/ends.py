"""How a run ended that did not return, and why nothing could be run at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.judge.explain.complaints import complaint
from grader.judge.explain.words import Explanation, called, time
from grader.protocol import seconds

if TYPE_CHECKING:
    from grader.judge.run import Run
    from grader.judge.watch import LabDied
    from grader.protocol import DeadlockRecord, Failure, Place, Problem, Recording, Waiter


UNHEARD = ("not thread-safe", "not woken", "callback")
"""Complaints of what nobody hears of, by which a program may end up waiting for ever."""


def unexpected_end(run: Run) -> Explanation:
    """Explain a run that ended otherwise than by returning, while the check expected it to return."""
    recording = run.recording
    inputs = "\n".join(called(run)) or None
    if recording.problem is not None:
        return problem(recording.problem)
    if recording.todo is not None:
        return Explanation(f"`{recording.todo.message or run.what}` is still a TODO.", None, recording.todo.place)
    if recording.deadlock is not None:
        return _hanging(run, recording.deadlock)
    if recording.budget is not None or recording.killed_by:
        return Explanation(_budget(run), inputs, recording.place)
    failure = recording.raised
    if failure is None:
        return Explanation(f"{run.subject} did not return.", inputs)
    place = next((each.place for each in failure.inner if each.place is not None), failure.place)
    return Explanation(_error(run, failure), "\n".join(["Expected no exception.", *called(run)]), place)


def _error(run: Run, failure: Failure) -> str:
    said = f"{failure.type}: {failure.message}" if failure.message else failure.type
    if run.subject == "It" and failure.place is None and not failure.inner:
        return f"This came, and no line of yours raised it: {said}"
    inner = "".join(f"\n  {each.type}: {each.message}" for each in failure.inner)
    return f"{run.subject} raised {said}{inner}{_silence(run) if failure.type == 'TimeoutError' else ''}"


def _silence(run: Run) -> str:
    """Tell what a server waits for that has something to say, and has not said it."""
    silent = [each for each in run.recording.connections if each.server.missing]
    told = [f"The server {each.host}:{each.port} still waited for {each.server.missing}." for each in silent[-1:]]
    return "".join(f"\n{line}" for line in told)


def _hanging(run: Run, found: DeadlockRecord) -> Explanation:
    """Explain a deadlock, with what happened before that nobody has heard of: in another thread, or in a callback."""
    said, place = f"{deadlock(run.subject, found)}{_silence(run)}", _deadlock_place(found)
    unheard = next((each for each in run.recording.warnings if each.kind in UNHEARD), None)
    if unheard is not None:
        said, place = f"{said}\n{complaint(unheard)}", unheard.place or place
    return Explanation(said, "\n".join(called(run)) or None, place)


def is_todo(recording: Recording) -> bool:
    """Tell whether the run met a TODO that nobody has done yet."""
    return recording.todo is not None


def problem(found: Problem) -> Explanation:
    """Explain why nothing of the submission could be run."""
    said = {
        "syntax": f"Python cannot read the file: {found.message}.",
        "policy": f"{found.message[:1].upper()}{found.message[1:]}.",
        "import": f"The file cannot be imported: {found.message}.",
        "load": f"The file's own code fails when it is imported: {found.message}.",
        "missing": f"{found.message[:1].upper()}{found.message[1:]}.",
        "signature": f"{found.message[:1].upper()}{found.message[1:]}.",
        "budget": f"{found.message[:1].upper()}{found.message[1:]}.",
    }[found.kind]
    return Explanation(said, None, found.place)


def death(died: LabDied) -> Explanation:
    """Explain that the process in which the submission ran gave no proper answer."""
    return Explanation(f"Your code ended without a result: {died.detail}.")


def deadlock(what: str, found: DeadlockRecord) -> str:
    """Tell who waits for what, and the cycle if there is one."""
    lines = [f"{what} never ends: everybody waits, and nothing is left that could wake them."]
    lines += map(waiting, found.waiters[:8])
    if len(found.waiters) > 8:  # noqa: PLR2004 (as above)
        lines.append(f"  … and {len(found.waiters) - 8} more")
    if found.cycle:
        lines.append(f"  in a circle: {' → '.join(found.cycle)}")
    return "\n".join(lines)


def waiting(waiter: Waiter) -> str:
    """Tell what one of those who wait waits for."""
    is_told = waiter.held_by is None or waiter.held_by in waiter.waits_for  # as in "gather of Task-2"
    held = "" if is_told else f", held by {waiter.held_by}"
    where = f" (line {waiter.place.line})" if waiter.place else ""
    return f"  {waiter.task} waits for {waiter.waits_for}{held}{where}"


def is_unfinished(run: Run) -> bool:
    """Tell whether what a scenario had started was still under way when it gave up, and it had nothing to return."""
    started = {task.name for task in run.recording.tasks if task.place is None}
    has_given_up = run.subject == "It" and run.recording.ended == "returned" and run.recording.returned is None
    return has_given_up and any(waiter.task in started for waiter in run.recording.unfinished)


def _budget(run: Run) -> str:
    recording = run.recording
    if recording.killed_by:
        at = time(seconds(recording.elapsed))
        return f"{recording.killed_by} came at {at} and ended the whole process: nothing handled it."
    return {
        "steps": f"{run.subject} never came to an end: it was still busy after thousands of steps of the loop.",
        "virtual": f"{run.subject} never came to an end: it was still going after {time(seconds(recording.closed))}.",
        "cpu": f"{run.subject} computed without an end, and without ever waiting.",
        "idle": f"{run.subject} waited for something that never comes, and nothing else could happen meanwhile.",
        "exit": f"{run.subject} ended the whole process that it ran in.",
        "size": f"{run.subject} did, or returned, more than can be recorded.",
    }[recording.budget or "cpu"]


def _deadlock_place(found: DeadlockRecord) -> Place | None:
    return next((waiter.place for waiter in found.waiters if waiter.place), None)
