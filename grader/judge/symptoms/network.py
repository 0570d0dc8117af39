"""Connections: left open, read as if a stream had messages, written to without waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.judge.failed import are_times
from grader.judge.symptoms import asked
from grader.judge.symptoms.times import late_starters
from grader.protocol import nanoseconds

if TYPE_CHECKING:
    from grader.judge.failed import Failed

FIVE_MINUTES = nanoseconds(300)


def left_one_open(failed: Failed) -> bool:
    """Tell whether a connection, or a server, was left open."""
    return failed.question == "left_open" and bool(failed.got)


def waited_for_another_host(failed: Failed) -> bool:
    """Tell whether a request came too late, and just when one to another host had ended."""
    about = failed.answer.about if failed.answer else ()
    asked_for = {name.removesuffix(" started").removesuffix(" finished") for name in about}
    return failed.is_late and any(
        after.name in asked_for and before.name.partition("/")[0] != after.name.partition("/")[0]
        for before, after in late_starters(failed)
        if before.name.partition("/")[0] in {request.host for request in failed.recording.requests}
    )


def opened_one_for_each_request(failed: Failed) -> bool:
    """Tell whether there were more connections than there should have been."""
    return failed.question == "connections" and asked.is_more(failed.got, failed.wanted)


def never_released_one(failed: Failed) -> bool:
    """Tell whether it was too late for somebody, and there was a server that could not say all that it had to."""
    return "TimeoutError" in failed.error and any(each.server.buffered for each in failed.recording.connections)


def met_the_default(failed: Failed) -> bool:
    """Tell whether aiohttp has put an end to it: if nothing else is said, all of a request has five minutes."""
    is_http = any(b" HTTP/1.1\r\n" in each.client.sent for each in failed.recording.connections)
    return is_http and "TimeoutError" in failed.error and failed.recording.elapsed == FIVE_MINUTES


def wrote_without_waiting(failed: Failed) -> bool:
    """Tell whether more was written than the other end has taken."""
    return failed.question == "buffered" and bool(failed.got)


def waits_for_the_end(failed: Failed) -> bool:
    """Tell whether the submission waits for ever for the end of a stream."""
    found = failed.recording.deadlock
    return found is not None and any(w.place and "StreamReader.read()" in w.waits_for for w in found.waiters)


def read_to_the_end(failed: Failed) -> bool:
    """Tell whether things that were to come one by one all came with the last, and no job held them up."""
    got, wanted = failed.got, failed.wanted
    if failed.question != "times" or failed.recording.spans or not (are_times(got) and are_times(wanted)):
        return False
    return len(got) == len(wanted) > 1 and len(set(got)) == 1 < len(set(wanted)) and got[-1] >= max(wanted)


def took_a_part_for_all(failed: Failed) -> bool:
    """Tell whether the beginning of what came was taken for all of it."""
    got, wanted = _joined(failed.got), _joined(failed.wanted)
    return bool(failed.recording.connections and got) and wanted.startswith(got) and bool(wanted[len(got) :].strip())


def _joined(value: object) -> bytes:
    """Give the bytes in *value*, a text or a list of bytes perhaps, in one piece; b"" if it is something else."""
    pieces: list[Any] = value if isinstance(value, list) else [value.encode() if isinstance(value, str) else value]
    return b"".join(pieces) if all(isinstance(piece, bytes) for piece in pieces) else b""


def took_a_writer_for_a_manager(failed: Failed) -> bool:
    """Tell whether `async with` was tried on a StreamWriter, be it in a handler."""
    said = [failed.error, *(warning.what for warning in failed.recording.warnings)]
    return any("'StreamWriter' object does not support the asynchronous context manager" in each for each in said)


def raised_in_a_handler(failed: Failed) -> bool:
    """Tell whether a handler of connections has ended with an exception."""
    complaints = [w for w in failed.recording.warnings if "client_connected_cb" in w.what]
    return failed.question == "warnings" and bool(complaints)
