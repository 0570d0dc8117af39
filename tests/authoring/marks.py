"""Rules for how stubs, solutions, right and wrong submissions are graded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.authoring.claims import claim
from tests.authoring.grades import variants
from tests.authoring.material import MANIFEST, Finding, Material, Source, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.judge.verdict import ExerciseVerdict, Verdict
    from tests.authoring.grades import Grades

LEAST_PUBLIC, MOST_PUBLIC = 50, 70
"""Percent of the points that the public checks give: about 60."""
FREE = 10
"""Percent of the points that a stub may get when its functions return something at once."""


def rules(material: Material, grades: Grades) -> Iterator[Finding]:
    """Find what is wrong with how the sources of *material* were graded."""
    if material.stub is not None:
        yield from _free_points(material.stub, material.stub.path, 0, grades)
        for path in variants(material.stub):
            yield from _free_points(material.stub, path, FREE, grades)
    if material.solution is not None:
        yield from _points(material, grades.verdicts[material.solution.path])
        yield from _full_marks(material.solution, grades)
    for source in material.right:
        if source.path in grades.verdicts:
            yield from _full_marks(source, grades)
    for source in material.wrong:
        if source.path in grades.verdicts:
            yield from _as_claimed(source, grades)


def _free_points(stub: Source, path: str, percent: int, grades: Grades) -> Iterator[Finding]:
    graded = grades.verdicts[path]
    won, whole = _sum(graded.checks), _whole(graded.checks)
    if won > whole * percent / 100:
        free = listed({check.id for check in graded.checks if check.points})
        how = path.removeprefix(stub.path).strip()
        done = f"with every TODO {how}" if how else "as it is"
        yield Finding(
            stub.path,
            f"gets {won:g} of {whole:g} points {done}, by {free}. "
            f"At most {percent} % may be free: let a check look at a value and a time.",
        )
    yield from _errors(stub.path, graded)


def _points(material: Material, graded: ExerciseVerdict) -> Iterator[Finding]:
    whole, public = _whole(graded.checks), _whole([check for check in graded.checks if not check.hidden])
    asked = material.exercise.points
    if abs(whole - asked) > 1e-9:  # noqa: PLR2004 (what adding tenths costs)
        yield Finding(
            MANIFEST,
            f"gives {asked:g} points for {material.exercise.topic}; the checks of its suites add up to {whole:g}.",
        )
    if whole and not LEAST_PUBLIC <= public / whole * 100 <= MOST_PUBLIC:
        path = material.public.path if material.public else MANIFEST
        yield Finding(
            path,
            f"gives {public:g} of {whole:g} points; expected about 60 %, between {LEAST_PUBLIC} and {MOST_PUBLIC}. "
            "Move a check to the other suite, or some points.",
        )


def _full_marks(source: Source, grades: Grades) -> Iterator[Finding]:
    graded = grades.verdicts[source.path]
    for check in graded.checks:
        if check.status == "failed":
            yield Finding(source.path, f"fails `{check.id}`, and should not. {_told(check)}")
    yield from _errors(source.path, graded)
    for check_id, at in grades.ties.get(source.path, {}).items():
        yield Finding(
            source.path,
            f"meets a tie in `{check_id}`: at {at:g} s a job ends and a limit fires. Which comes first differs from "
            "version to version. Let jobs take whole seconds, and limits end in .5.",
        )


def _as_claimed(source: Source, grades: Grades) -> Iterator[Finding]:
    said, graded, crash = claim(source), grades.verdicts[source.path], grades.crashes.get(source.path)
    failed = [check for check in graded.checks if check.status == "failed"]
    wanted, got = said.fails, {check.id for check in failed}
    if wanted != got:
        passed, more = wanted - got, got - wanted
        parts = [f"{listed({*passed})} did not fail" if passed else "", f"{listed(more)} failed, too" if more else ""]
        right = ", ".join(check.id for check in failed)
        yield Finding(
            source.path,
            f"does not fail as claimed: {'; '.join(filter(None, parts))}. "
            + (f"If that is as it should be, write `fails: {right}`." if right else "No check sees what is wrong."),
        )
    if failed:
        first = failed[0]
        name = first.diagnosis.name if first.diagnosis else "none"
        if said.diagnosis and name != said.diagnosis:
            yield Finding(
                source.path,
                f"claims `{said.diagnosis}`; `{first.id}`, the first to fail, says `{name}`. {_told(first)}",
            )
    if crash and not said.crash:
        yield Finding(source.path, f"broke its process: {crash}. If that is the point, write `crash: yes`.")
    if said.crash and not crash:
        yield Finding(source.path, "says `crash: yes`, but nothing broke. Take that out.")
    yield from _errors(source.path, graded)


def _errors(path: str, graded: ExerciseVerdict) -> Iterator[Finding]:
    for check in graded.checks:
        if check.status in {"error", "waiting"}:
            yield Finding(path, f"could not be judged by `{check.id}`. {_told(check)}")


def _told(check: Verdict) -> str:
    return " ".join(" ".join(filter(None, (check.happened, check.expected))).split())


def _sum(checks: Sequence[Verdict]) -> float:
    return sum(check.points for check in checks)


def _whole(checks: Sequence[Verdict]) -> float:
    return sum(check.max_points for check in checks)


def summary(material: Material, grades: Grades) -> str:
    """Say what an exercise consists of, in one line."""
    graded = grades.verdicts[material.solution.path].checks if material.solution is not None else ()
    public, hidden = (_whole([c for c in graded if c.hidden is kind]) for kind in (False, True))
    unmet = {Path(source.path).name: claim(source).unmet for source in material.submissions}
    skipped = ", ".join(f"{name} needs Python {wanted}" for name, wanted in unmet.items() if wanted)
    right, wrong = len(material.right), len(material.wrong)
    told = f"{len(graded)} checks, {public:g} + {hidden:g} points, {right} right, {wrong} wrong"
    return told + (f"; not graded here: {skipped}" if skipped else "")
