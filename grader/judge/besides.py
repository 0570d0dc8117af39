"""What a run shows of a mistake beside what the check has asked for: the fact from which the mistake has its name."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from grader.judge import explain
from grader.judge.symptoms.misuse import FUTURE
from grader.judge.values import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.judge.explain import Explanation
    from grader.judge.run import Run
    from grader.judge.verdict import Diagnosis
    from grader.protocol import Complaint, Place, Recording


def tell(told: Explanation, named: Diagnosis | None, run: Run) -> Explanation:
    """Add to *told* what the run shows of the mistake that is *named*, with its line, unless that is told already."""
    find = FACTS.get(named.name) if named is not None else None
    fact, place = find(run) if find is not None else ("", None)
    if not fact or fact in told.happened:
        return told
    return dataclasses.replace(told, happened=f"{told.happened}\n{fact}", place=place or told.place)


def _complaint(kind: Complaint, text: str = "") -> Callable[[Run], tuple[str, Place | None]]:
    """Make what finds the first complaint of this *kind* in which there is *text*."""

    def find(run: Run) -> tuple[str, Place | None]:
        found = (each for each in run.recording.warnings if each.kind == kind and text in each.what)
        return next(((explain.complaint(each), each.place) for each in found), ("", None))

    return find


def _returned(has: Callable[[str], object]) -> Callable[[Run], tuple[str, Place | None]]:
    """Make what tells what was returned, if that *has*, as its `repr`, what is looked for."""

    def find(run: Run) -> tuple[str, Place | None]:
        is_there = _has_returned(run.recording) and has(repr(run.recording.returned))
        return (explain.returned(run.subject, decode(run.recording.returned)) if is_there else "", None)

    return find


def _has_returned(recording: Recording) -> bool:
    return recording.ended == "returned"


FACTS: dict[str, Callable[[Run], tuple[str, Place | None]]] = {
    "never-awaited": _complaint("never awaited"),
    "never-retrieved": _complaint("never retrieved"),
    "lost-task": _complaint("destroyed pending"),
    "not-thread-safe": _complaint("not thread-safe"),
    "set-twice": _complaint("callback", "InvalidStateError"),
    "called-at-once": _complaint("callback", "is not callable"),
    "no-running-loop": _complaint("callback", "no running event loop"),
    "missing-await": _returned(FUTURE.search),
    "not-done-yet": _returned(lambda text: "is not set" in text or "is not ready" in text),
}
