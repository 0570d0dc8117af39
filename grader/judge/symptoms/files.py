"""Files: left open or left behind, half written, read in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.judge.failed import Failed
from grader.judge.symptoms.asked import is_more

if TYPE_CHECKING:
    from grader.protocol import FileRecord, Recording

WRITES = frozenset("wax+")
"""Modes in which a file is changed."""

APPENDS = "a"


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
    """Tell whether somebody failed or was cancelled, and a file that should have stayed as it was is another one."""
    got, wanted = failed.got, failed.wanted
    if failed.question != "files" or not _was_stopped(failed.recording):
        return False
    return bool(_written(failed)) and any(name in got and got[name] != wanted[name] for name in wanted)


def showed_half(failed: Failed) -> bool:
    """Tell whether a file that was written directly was not what it should be when a scenario noted it by its name."""
    written = {file.name.rpartition("/")[2] for file in _written(failed)}
    return failed.question == "notes" and failed.answer is not None and not written.isdisjoint(failed.answer.about)


def shared_one(failed: Failed) -> bool:
    """Tell whether two had the same file open at the same time, each to write it from the beginning."""
    written = [file for file in _written(failed) if APPENDS not in file.mode]
    return ("FileNotFoundError" in failed.error or failed.question == "files") and any(
        one is not other and one.name == other.name and one.opened <= other.opened <= (one.closed or other.opened)
        for one in written
        for other in written
    )


def _written(failed: Failed) -> list[FileRecord]:
    return [file for file in failed.recording.files if not WRITES.isdisjoint(file.mode)]


def _was_stopped(recording: Recording) -> bool:
    """Tell whether anything failed or was cancelled."""
    stopped = any(task.outcome == "failed" or task.cancel_requested is not None for task in recording.tasks)
    return stopped or recording.raised is not None
