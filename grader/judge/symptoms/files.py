"""Files: left open or left behind, half written, read in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.judge.failed import Failed
from grader.judge.symptoms.asked import is_more

if TYPE_CHECKING:
    from grader.protocol import Recording

WRITES = frozenset("wax+")
"""Modes in which a file is changed."""


def left_one_open(failed: Failed) -> bool:
    """Tell whether a file was left open."""
    return failed.question == "open_files" and bool(failed.got)


def read_all_at_once(failed: Failed) -> bool:
    """Tell whether more was read at once than should have been."""
    return failed.question == "largest_read" and is_more(failed.got, failed.wanted)


def left_one_behind(failed: Failed) -> bool:
    """Tell whether all that is wrong with a folder is a file too many."""
    got, wanted = failed.got, failed.wanted
    if failed.question != "files" or not (isinstance(got, dict) and isinstance(wanted, dict)):
        return False
    return len(got) > len(wanted) and all(name in got and got[name] == wanted[name] for name in wanted)


def spoilt_one(failed: Failed) -> bool:
    """Tell whether somebody was stopped who wrote directly into a file that should have stayed as it was."""
    got, wanted = failed.got, failed.wanted
    if failed.question != "files" or failed.answer is None or not _was_stopped(failed.recording):
        return False
    changed = {f"{failed.answer.about[0]}/{name}" for name in {*got, *wanted} if got.get(name) != wanted.get(name)}
    return any(
        span.name in changed and isinstance(span.arguments, list) and WRITES.intersection(*span.arguments)
        for span in failed.recording.spans
    )


def _was_stopped(recording: Recording) -> bool:
    """Tell whether anything failed or was cancelled."""
    stopped = any(task.outcome == "failed" or task.cancel_requested is not None for task in recording.tasks)
    return stopped or recording.raised is not None
