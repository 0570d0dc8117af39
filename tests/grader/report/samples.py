"""Reports to try the formats on: a perfect, a partial, an empty and a hostile submission, and one that has no text."""

from __future__ import annotations

import msgspec

from grader.judge.verdict import TODO, Bar, Diagnosis, Row, Timeline
from grader.report.schema import Check, ExerciseReport, Location, Report, SuiteReport

SEQUENTIAL = Diagnosis(
    "sequential-await",
    "an `await` finishes each piece of work before the next one starts.",
    "https://docs.python.org/3/library/asyncio-task.html#asyncio.gather",
)
UNDONE = Diagnosis(TODO, "nobody has written it yet.", "")
PICTURE = Timeline(4.5, (Row("a", (Bar(0, 3),)), Row("b", (Bar(3, 4, "cancelled"), Bar(4, 4.5, "cleanup")))), until=60)
HOSTILE = (
    "\x1b[31m]]> <script>alert(1)</script> ```\n~~~~\n@octocat #1 https://evil.example www.evil.example"
    "\n::error file=x::owned\n##[error]owned\n| cell | <!-- --> ${{ secrets.X }} \ud800 \x00 \uffff \u202e \u2028"
    " [a](b) </details> %0A &amp; ![i](http://x/y.png)\r\n# Heading\n<img src=x onerror=alert(1)>\n"
)


def check(topic: str, n: int, points: float, *, passed: bool = False, hidden: bool = False) -> Check:
    """Return a check; a failed one says all that it can."""
    bare = Check(
        id=f"{topic}::test_{n}",
        promise=f"The promise number {n} of `{topic}` is kept.",
        hidden=hidden,
        status="passed" if passed else "failed",
        points=points if passed else 0,
        max_points=points,
    )
    if passed:
        return bare
    return msgspec.structs.replace(
        bare,
        diagnosis=SEQUENTIAL,
        message=f"'b' started at {n} s, when 'a' had finished.\nExpected 2 s.",
        location=Location(file=f"exercises/1_first/{topic}.py", line=10 + n, code="    pages.append(await fetch())"),
        timeline=PICTURE,
    )


def waiting(topic: str, points: float) -> Check:
    """Return what stands for checks that are not here."""
    promise = "Hidden checks, which are not shipped here."
    return Check(id=f"{topic}::waiting", promise=promise, hidden=True, status="waiting", points=0, max_points=points)


def exercise(topic: str, *checks: Check, number: str = "1.1", problem: str | None = None) -> ExerciseReport:
    """Return an exercise with its points added up."""
    return ExerciseReport(
        id=topic,
        number=number,
        title=f"About {topic}",
        file=f"exercises/1_first/{topic}.py",
        points=sum(c.points for c in checks),
        max_points=sum(c.max_points for c in checks) or 10,
        problem=problem,
        next_step=f"nox -s hint -- {topic}" if any(c.status == "failed" for c in checks) else None,
        checks=checks,
    )


def report(*exercises: ExerciseReport) -> Report:
    """Return a report with its points added up."""
    return Report(
        grader="0.1.0",
        suite=SuiteReport(digest="sha256:0", scope="all"),
        seed=0,
        python="3.11.7",
        course_python="3.11",
        confinement="landlock",
        elapsed=0.5,
        points=sum(e.points for e in exercises),
        max_points=sum(e.max_points for e in exercises),
        waiting=sum(e.waiting for e in exercises),
        exercises=exercises,
    )


def perfect() -> Report:
    """Return the report on a submission that has everything."""
    return report(exercise("alpha", *(check("alpha", n, 2.5, passed=True) for n in range(4))))


def partial() -> Report:
    """Return a report in which something passed, failed, waits, was not begun, and was the grader's fault."""
    error = msgspec.structs.replace(
        check("beta", 2, 0.5, passed=True), status="error", points=0, message="The lab died."
    )
    undone = msgspec.structs.replace(
        check("gamma", 1, 5), diagnosis=UNDONE, message=None, timeline=None, location=Location(file="gamma.py", line=3)
    )
    return report(
        exercise("alpha", check("alpha", 1, 1.5, passed=True), check("alpha", 2, 2.5), waiting("alpha", 3)),
        exercise("beta", check("beta", 1, 0.25, passed=True), error, number="1.2"),
        exercise("gamma", undone, number="1.3"),
    )


def empty() -> Report:
    """Return the report on a submission without a file."""
    told = "exercises/1_first/alpha.py is not there."
    return report(exercise("alpha", problem=told), exercise("beta", check("beta", 1, 5), problem=told, number="1.2"))


def hostile(text: str = HOSTILE) -> Report:
    """Return a report in which every text that can come from a submission, or a forged artifact, is *text*."""
    bad = Check(
        id=text,
        promise=text,
        hidden=True,
        status="failed",
        points=0,
        max_points=5,
        diagnosis=Diagnosis(text, text, f"javascript:{text}"),
        message=text,
        location=Location(file=text, line=7, code=text),
        timeline=Timeline(3, (Row(text, (Bar(0, 3, "failed"),)), Row("b", (Bar(1, 2, "blocked"),)))),
    )
    made = exercise("alpha", bad, check("alpha", 2, 5, passed=True))
    made = msgspec.structs.replace(made, id=text, number=text, title=text, file=text, output=text, next_step=text)
    return report(made, msgspec.structs.replace(exercise("beta", problem=text), file=text))


SAMPLES = {"perfect": perfect, "partial": partial, "empty": empty, "hostile": hostile}
