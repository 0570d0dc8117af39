"""Give what went wrong a name, so that it can be explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.judge.failed import Failed
from grader.judge.mistakes import named
from grader.judge.symptoms.rules import RULES
from grader.judge.verdict import Diagnosis
from grader.judge.wordings import WORDINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.judge.watch import LabDied

__all__ = ["Failed", "of_death", "of_failure", "of_problem"]


def of_death(died: LabDied) -> Diagnosis:
    """Name why a worker gave no answer."""
    return named({"cpu": "endless-loop", "wall": "waits-outside"}.get(died.kind, "ended-itself"))


def of_problem(kind: str) -> Diagnosis:
    """Name a problem with a whole submission, by its kind."""
    names = {
        "syntax": "syntax-error",
        "policy": "not-accepted",
        "import": "import-error",
        "load": "fails-at-import",
        "budget": "endless-import",
        "missing": "missing-function",
        "signature": "wrong-signature",
    }
    return named(names[kind])


def of_failure(failed: Failed) -> Diagnosis | None:
    """Name the mistake behind a failed check, if a rule fits."""
    if failed.recording.problem is not None:
        return of_problem(failed.recording.problem.kind)
    name = next((name for name, fits in RULES if _holds(fits, failed)), None)
    if name is None:
        return None
    words = next((words for words in WORDINGS.get(name, []) if _holds(words.fits, failed)), None)
    return named(name) if words is None else Diagnosis(name, words.explanation, words.link)


def _holds(fits: Callable[[Failed], bool], failed: Failed) -> bool:
    """Tell whether a rule holds: one that stumbles over what a submission has returned does not."""
    try:
        return fits(failed)
    except Exception:  # noqa: BLE001 (values may be of any kind and shape, and a check's verdict stands without a name)
        return False
