"""The same mistakes in other words: where a run shows more, or less, than the explanation of a mistake supposes.

A name stands for what a teacher would see; what the teacher says of it depends on what there was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from grader.judge.explain import is_unfinished
from grader.judge.mistakes import DOCS, LOOP, STREAMS, SUBPROCESS, TASK
from grader.judge.symptoms.waits import is_stuck_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.judge.failed import Failed

ERRORS = "https://docs.python.org/3/tutorial/errors.html"


FEW = 200
"""How many steps of its loop a run needs at least to go on and on; whoever needs less has waited for long."""


class Wording(NamedTuple):
    """What is said of a mistake if a failed check *fits*, and where to read about it."""

    fits: Callable[[Failed], bool]
    explanation: str
    link: str


def _takes_no_time(failed: Failed) -> bool:
    """Tell whether nothing in the run takes time: no job, no pause."""
    recording = failed.recording
    return not (recording.spans or recording.elapsed or recording.closed or recording.requests)


def _lacks_the_rest(failed: Failed) -> bool:
    """Tell whether some file has only the beginning of what should be in it."""
    got, wanted = failed.got, failed.wanted
    both = isinstance(got, dict) and isinstance(wanted, dict) and got.keys() == wanted.keys()
    pairs = [(got[name], wanted[name]) for name in wanted if got[name] != wanted[name]] if both else []
    return bool(pairs) and all(isinstance(each[0], str) and str(each[1]).startswith(each[0]) for each in pairs)


def _crashed(failed: Failed) -> bool:
    """Tell whether an exception came that nobody had asked for, and a line of the submission raised it."""
    raised = failed.recording.raised
    unasked = not failed.question or (failed.question == "raised" and failed.wanted is None)
    return raised is not None and raised.place is not None and unasked


def _ran_out_of_time(failed: Failed) -> bool:
    """Tell whether a limit of the submission's own ended it, and not a job that raises a TimeoutError."""
    is_a_job_s = any(span.outcome == "failed" for span in failed.recording.spans)
    return _crashed(failed) and failed.error.startswith("TimeoutError") and not is_a_job_s


def _is_of_the_check(failed: Failed) -> bool:
    """Tell whether an exception came that no line of the submission has raised."""
    raised = failed.recording.raised
    return failed.run.subject == "It" and raised is not None and raised.place is None and not raised.inner


def _is_still_under_way(failed: Failed) -> bool:
    """Tell whether what a scenario has started is all that is left."""
    left, tasks = set(failed.recording.leftovers), failed.recording.tasks
    is_the_scenario_s = failed.run.subject == "It" and all(task.place is None for task in tasks if task.name in left)
    return is_unfinished(failed.run) or (is_the_scenario_s and bool(failed.recording.unfinished))


def _slept_on(failed: Failed) -> bool:
    """Tell whether a run was over its time though it did little in it."""
    return failed.recording.budget == "virtual" and failed.recording.steps < FEW


def _refused_to_end(failed: Failed) -> bool:
    return any(event.name.endswith((" got SIGTERM", " got SIGINT")) for event in failed.recording.events)


WORDINGS: dict[str, list[Wording]] = {
    "wrong-value": [
        Wording(
            lambda failed: failed.question == "files" and _lacks_the_rest(failed),
            "what is written may wait in a buffer: it is in the file when that is flushed, or closed.",
            DOCS + "io.html#io.IOBase.flush",
        ),
        Wording(
            lambda failed: failed.question == "files",
            "what is in the files at the end is not what should be.",
            "https://docs.python.org/3/tutorial/inputoutput.html#reading-and-writing-files",
        ),
        Wording(
            _takes_no_time,
            "the value is another one than was asked for: go through the code with what it was called with.",
            DOCS + "pdb.html",
        ),
    ],
    "wrong-error": [
        Wording(_is_of_the_check, "so the check could not go on: what was done, or given, before that?", ERRORS),
        Wording(_ran_out_of_time, "its own limit was over first: what did it wait for until then?", TASK + "#timeouts"),
        Wording(_crashed, "it crashed at this line: nothing there sees to this exception.", ERRORS),
        Wording(
            lambda failed: failed.question != "raised" and failed.is_late,
            "it failed, as it may, but later than it could have.",
            TASK,
        ),
    ],
    "deadlock": [
        Wording(
            lambda failed: is_stuck_at(failed, "Server.serve_forever()"),
            "`serve_forever()` goes on until it is cancelled: what comes after it does not happen.",
            LOOP + "#asyncio.Server.serve_forever",
        ),
        Wording(
            lambda failed: is_stuck_at(failed, "StreamReader."),
            "somebody waits for more than ever comes: for the end of a line, of so many bytes, or of the stream.",
            STREAMS + "#asyncio.StreamReader",
        ),
        Wording(
            lambda failed: is_stuck_at(failed, "StreamWriter."),
            "what has been written cannot be sent, because the other end reads no more: it may wait, too.",
            STREAMS + "#asyncio.StreamWriter.drain",
        ),
        Wording(
            lambda failed: is_stuck_at(failed, "Server.wait_closed()"),
            "a server waits for its last connection to be closed, and nobody closes that.",
            LOOP + "#asyncio.Server.wait_closed",
        ),
    ],
    "leftover-tasks": [
        Wording(
            _is_still_under_way,
            "it waits for what does not come any more, or goes on for too long.",
            TASK + "#timeouts",
        ),
        Wording(
            lambda failed: bool(failed.error),
            "it raised an error, and left tasks that it had started to themselves.",
            TASK + "#task-groups",
        ),
    ],
    "unbounded": [
        Wording(_slept_on, "it waits for far longer than anything takes here.", TASK + "#asyncio.sleep"),
    ],
    "missing-timeout": [
        Wording(
            _refused_to_end,
            "`terminate()` and `send_signal()` only ask a program to end, and it may refuse: `kill()` ends it.",
            SUBPROCESS + "#asyncio.subprocess.Process.kill",
        ),
    ],
    "sequential-await": [
        Wording(
            lambda failed: bool(failed.recording.requests),
            "a request only begins when another one is over: an `await` for each, a lock or a limit may be why.",
            TASK + "#asyncio.gather",
        ),
    ],
    "lost-work": [
        Wording(
            lambda failed: failed.question == "times" and bool(failed.got),
            "it happened less often than it should have: some was left out, or several were taken together.",
            TASK,
        ),
    ],
    "too-late": [
        Wording(
            lambda failed: failed.question not in ("elapsed", "closed"),
            "it came later than it could have.",
            TASK,
        ),
    ],
}
