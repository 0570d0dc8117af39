"""Connections: left open, read as if a stream had messages, written to without waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.judge.symptoms import waits

if TYPE_CHECKING:
    from grader.judge.failed import Failed


def left_one_open(failed: Failed) -> bool:
    """Tell whether a connection, or a server, was left open."""
    return failed.question == "left_open" and bool(failed.got)


def wrote_without_waiting(failed: Failed) -> bool:
    """Tell whether more was written than the other end has taken."""
    return failed.question == "buffered" and bool(failed.got)


def waits_for_the_end(failed: Failed) -> bool:
    """Tell whether somebody waits for ever for the end of a stream."""
    return waits.is_stuck_at(failed, "StreamReader.read()")


def took_a_part_for_all(failed: Failed) -> bool:
    """Tell whether the beginning of what came was taken for all of it."""
    got, wanted = failed.got, failed.wanted
    pairs = [(got, wanted)]
    if isinstance(got, list) and isinstance(wanted, list) and len(got) == len(wanted):
        pairs = list(zip(got, wanted, strict=True))
    return bool(failed.recording.connections) and any(_is_part(*pair) for pair in pairs)


def _is_part(got: object, wanted: object) -> bool:
    """Tell whether *got* is the beginning of *wanted*, and not all of it."""
    if isinstance(got, bytes) and isinstance(wanted, bytes):
        return got != wanted and wanted.startswith(got)
    return isinstance(got, str) and isinstance(wanted, str) and got != wanted and wanted.startswith(got)
