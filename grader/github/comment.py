"""The score comment: the page of a report, below a line that GitHub does not show.

That line marks the comment as ours, so that it is updated and not repeated, and remembers the points of this score
and of the one before. It is read as carefully as anything else that somebody may have edited.
"""

from __future__ import annotations

import re
from typing import Self

import msgspec

from grader.report.markdown import LIMIT, render
from grader.report.schema import Report

MARK = re.compile(r"<!-- asynclings:score/v1 (\{[^\n]{0,20000}\}) -->")
TOPIC = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAX_TOPICS = 100

Scores = dict[str, float]


class Memory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a comment remembers: of which commit it is, the points of each exercise *now*, and *before* that."""

    sha: str
    now: Scores
    before: Scores | None = None

    @classmethod
    def read(cls, body: str) -> Self | None:
        """Read it from a comment; None if it has none."""
        match = MARK.match(body)
        try:
            found = None if match is None else msgspec.json.decode(match[1], type=cls)
        except (msgspec.DecodeError, RecursionError):
            return None
        told = [] if found is None else [*found.now, *(found.before or ())]
        return found if all(map(TOPIC.fullmatch, told)) else None


def is_score(body: str) -> bool:
    """Tell whether a comment shows a score of ours."""
    return body.startswith("<!-- asynclings:score/v1 ")


def compose(report: Report, sha: str, old: str | None) -> str:
    """Return the comment that shows *report* on the commit *sha*, in place of the comment *old*, if there is one.

    Composed again for the same commit, it is the same.
    """
    memory = Memory.read(old) if old is not None else None
    before = None if memory is None else memory.before if memory.sha == sha else memory.now
    told = {e.id: e.points for e in report.exercises[:MAX_TOPICS] if TOPIC.fullmatch(e.id)}
    line = f"<!-- asynclings:score/v1 {msgspec.json.encode(Memory(sha, told, before)).decode()} -->"
    return f"{line}\n{render(report, before, limit=LIMIT - len(line)).rstrip()}"
