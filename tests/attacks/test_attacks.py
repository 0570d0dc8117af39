"""Submissions that attack the lab, the judge or the grade: failed, never an error, and nobody else is harmed."""

from __future__ import annotations

import pytest

from tests.attacks.attack import REACHED, STATUSES, Attack
from tests.attacks.attacks import ATTACKS
from tests.attacks.conftest import Graded

PATIENCE = 120.0
"""Seconds within which every attack is over, on however busy a machine; as a rule it takes two."""

TIMEOUT = 600
"""Seconds for all attacks at one level: the first test grades for all."""


@pytest.mark.timeout(TIMEOUT)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_attack(graded: Graded, level: str, attack: Attack) -> None:
    """What becomes of each is known, it is never an error, which would stop a grade, and it ends in time."""
    expected = attack.expected(level)  # type: ignore[arg-type]  # a level
    verdict = graded.attackers[attack.id]
    assert [check.status for check in verdict.checks] == STATUSES[expected]
    assert [check.points for check in verdict.checks] == [status == "passed" for status in STATUSES[expected]]
    assert (REACHED in verdict.output) == (expected == "reaches")
    assert graded.seconds[attack.id] < PATIENCE
    if attack.diagnosis is not None:
        assert {check.diagnosis and check.diagnosis.name for check in verdict.checks} == {attack.diagnosis}


@pytest.mark.timeout(TIMEOUT)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_next_exercise_is_unharmed(graded: Graded, attack: Attack) -> None:
    """Whatever an attack does, the verdict of the exercise after it is that of the first one of all."""
    first = next(iter(graded.neighbours.values()))
    found = graded.neighbours[attack.id]
    assert [check.status for check in found.checks] == ["passed"]
    assert [check.happened for check in found.checks] == [check.happened for check in first.checks]
    assert (found.problem, found.output) == (first.problem, first.output)


@pytest.mark.timeout(TIMEOUT)
def test_nothing_is_left(graded: Graded) -> None:
    """After all attacks there is no process, no file and no open descriptor that was not there before."""
    assert graded.left == {"processes": set(), "files": set(), "descriptors": set()}


@pytest.mark.timeout(TIMEOUT)
def test_nothing_was_done_outside(graded: Graded, level: str) -> None:
    """Only where there are nothing but limits, files were made outside; nobody has unpickled or believed anything."""
    made = {path.name for path in graded.folder.iterdir()} - {"other.py"}
    assert made == ({"results.json", "elsewhere", "usercustomize.py"} if level == "limits" else set())
    assert (graded.folder / "other.py").read_text() == "mine"
