"""What the judge lets in: a recording of no more than the lab ever sends, every value of it builtin data."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec

from grader.judge.values import MalformedValueError, decode
from grader.judge.watch import LabDied
from grader.protocol import Recording

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_RECORDS = 40_000
"""How many records of one kind a recording may have; the lab stops at fewer."""

MANY_STEPS = 1_000
"""Steps of the loop from which on a run that never ended was not just computing."""

MAX_PRINTED = 1_000_000
"""How many characters may have been printed. The lab stops at fewer."""


lists_of = attrgetter(*(field.name for field in msgspec.structs.fields(Recording) if field.default_factory is list))
"""Gives all lists of a recording."""


def admit(recording: Recording) -> Recording:
    """Give *recording* back. Raises LabDied if the lab cannot have sent it: a submission must have forged it."""
    printed = sum(len(piece.text) for piece in recording.output)
    if max(map(len, lists_of(recording))) > MAX_RECORDS or printed > MAX_PRINTED:
        raise LabDied("malformed", "it sent more than can have happened")
    try:
        for value in _values(recording):
            decode(value)
    except MalformedValueError as error:
        raise LabDied("malformed", f"it sent a value that is none: {error}") from None
    return recording


def steady(recording: Recording) -> Recording:
    """Take a run that used up its CPU time in many steps for one that used up its steps.

    Which of the two is used up first depends on the machine, and the place where it was then on chance.
    """
    if recording.budget == "cpu" and recording.steps >= MANY_STEPS:
        return msgspec.structs.replace(recording, budget="steps", place=None)
    return recording


def _values(recording: Recording) -> Iterator[Any]:
    yield recording.returned
    yield from recording.finals.values()
    yield from (span.arguments for span in recording.spans)
    yield from (event.value for event in recording.events if event.value is not None)
