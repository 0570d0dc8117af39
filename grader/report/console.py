"""Shows a report in a terminal. A pure function of the report: whoever calls it prints.

Nothing that comes from a submission is markup here, and none of it reaches a terminal unescaped.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text

from grader.judge.verdict import TODO
from grader.report.chart import draw
from grader.report.glyphs import ASCII, UNICODE
from grader.report.page import Page
from grader.report.schema import Check, ExerciseReport, Location, Report

DETAIL = 6
"""The indent of what is said about a check."""

MAX_LINES = 12
"""How much of a message or an output is shown."""

BLAME = "The grader failed here, not your code, and these points are not lost. Please report it."
LIMITS_ONLY = "limits only"
NOT_CONFINED = "Your code ran with limits, not in a sandbox: fine for code of your own."


@dataclass(frozen=True)
class View:
    """How to show a report: *everything* in full, or the first unfinished exercise; *whole* if it is all the course."""

    width: int = 80
    ascii: bool = False
    everything: bool = False
    whole: bool = True


def render(report: Report, view: View) -> Text:
    """Return *report* as the text that a learner reads. Print it with ``soft_wrap=True``."""
    page = Page(view.width, ASCII if view.ascii else UNICODE)
    if view.whole and not view.everything and all(map(untouched, report.exercises)):
        _welcome(page, report)
    elif view.everything or len(report.exercises) == 1:
        for exercise in report.exercises:
            _in_full(page, exercise)
        _footer(page, report, view)
    else:
        first = next((exercise for exercise in report.exercises if not exercise.finished), None)
        _overview(page, report, first)
        if first is not None:
            _in_full(page, first)
        _footer(page, report, view)
    return page.text()


def untouched(exercise: ExerciseReport) -> bool:
    """Return whether nobody has written anything there: every check met a TODO."""
    failed = [check for check in exercise.checks if check.status != "waiting"]
    return exercise.problem is None and bool(failed) and all(map(_is_todo, failed))


def _is_todo(check: Check) -> bool:
    return check.status == "failed" and check.diagnosis is not None and check.diagnosis.name == TODO


def _score(points: float, max_points: float) -> str:
    return f"{points:g}/{max_points:g}"


# --- The parts of the page --------------------------------------------------------------------------------------------


def _welcome(page: Page, report: Report) -> None:
    first, count = report.exercises[0], len(report.exercises)
    page.paragraph(
        "Welcome to asynclings! You learn asyncio by writing it, and see at once what your code does in time."
    )
    page.gap()
    page.paragraph(f"{count} exercises and {report.max_points:g} points wait for you. This is the first one:")
    _in_full(page, first)
    _comparable(page, report)


def _overview(page: Page, report: Report, first: ExerciseReport | None) -> None:
    column = max(len(f"{exercise.number} {exercise.id}") for exercise in report.exercises) + 2
    for exercise in report.exercises:
        name = f"{exercise.number} {exercise.id}".ljust(column)
        mark, style = (page.glyphs.here, "bold") if exercise is first else _mark(page, exercise)
        right = _score(exercise.points, exercise.max_points)
        note = page.glyphs.shorten(_note(exercise), page.width - column - len(right) - 6)
        page.entry(mark, name + note, right, mark_style=style)


def _mark(page: Page, exercise: ExerciseReport) -> tuple[str, str]:
    if not exercise.finished:
        return (page.glyphs.untouched, "dim") if untouched(exercise) else (page.glyphs.failed, "red")
    if exercise.waiting == exercise.max_points:
        return page.glyphs.waiting, "dim"
    return page.glyphs.passed, "green"


def _note(exercise: ExerciseReport) -> str:
    checks = [check for check in exercise.checks if check.status != "waiting"]
    passed = sum(check.status == "passed" for check in checks)
    if exercise.problem is not None:
        return exercise.problem.removeprefix(f"{exercise.file} ")
    if untouched(exercise):
        return "not started"
    if exercise.finished:
        return f"{exercise.waiting:g} points waiting" if exercise.waiting else ""
    return f"{passed} of {len(checks)} checks pass"


def _in_full(page: Page, exercise: ExerciseReport) -> None:
    title = f"  {page.glyphs.safe(exercise.title)}" if untouched(exercise) else ""
    page.heading(f"{exercise.number} {exercise.id}", title, _score(exercise.points, exercise.max_points))
    if exercise.problem is not None:
        _problem(page, exercise, exercise.problem)
    elif untouched(exercise):
        _to_start(page, exercise)
    else:
        _checks(page, exercise)
    page.gap()


def _problem(page: Page, exercise: ExerciseReport, problem: str) -> None:
    page.entry(page.glyphs.failed, page.glyphs.safe(problem), "", mark_style="red", style="bold")
    _location(page, exercise.location)
    count = sum(check.status != "waiting" for check in exercise.checks)
    if count:
        page.paragraph(f"None of its {count} checks could run.", DETAIL)
    _output(page, exercise)
    _next(page, exercise)


def _to_start(page: Page, exercise: ExerciseReport) -> None:
    page.paragraph("Open this file, read the lesson at its top, and write what its TODOs ask for:", 2)
    page.line(page.glyphs.safe(exercise.file), 4, "bold")
    page.gap()
    page.paragraph("This is what it should do then:", 2)
    for check in exercise.checks:
        _entry(page, check)
    page.gap()
    hint = f"nox -s hint -- {exercise.id}"
    for what, command in (
        ("See it run", f"nox -s play -- {exercise.id}"),
        ("Grade it", exercise.grade),
        ("A hint", hint),
    ):
        page.line(Text.assemble(what.ljust(12), (page.glyphs.safe(command), "bold")), 2)


def _checks(page: Page, exercise: ExerciseReport) -> None:
    told: set[object] = set()
    for check in exercise.checks:
        _entry(page, check)
        if check.status == "error":
            page.paragraph(BLAME, DETAIL)
            _message(page, check)
        elif check.status == "failed":
            _details(page, check, told)
    if not exercise.finished:
        _output(page, exercise)
        _next(page, exercise)


def _entry(page: Page, check: Check) -> None:
    glyphs = page.glyphs
    marks = {
        "passed": (glyphs.passed, "green", ""),
        "failed": (glyphs.failed, "red", "bold"),
        "error": (glyphs.error, "magenta", "bold"),
        "waiting": (glyphs.waiting, "dim", "dim"),
    }
    mark, mark_style, style = (glyphs.untouched, "dim", "") if _is_todo(check) else marks[check.status]
    waiting = check.status == "waiting"
    right = f"{check.max_points:g} waiting" if waiting else _score(check.points, check.max_points)
    page.entry(mark, glyphs.safe(check.promise).removesuffix("."), right, mark_style=mark_style, style=style)


def _details(page: Page, check: Check, told: set[object]) -> None:
    """Say what happened. A mistake is explained where it first shows: *told* remembers what was."""
    mistake = (check.diagnosis, check.location)
    if not _is_todo(check) and (mistake, check.message) not in told:
        _message(page, check)
    if mistake not in told:
        _picture(page, check)
        _location(page, check.location)
    if check.diagnosis is not None and check.diagnosis.name not in told and not _is_todo(check):
        page.paragraph(f"Probably: {page.glyphs.safe(check.diagnosis.explanation)}", DETAIL)
        page.line(f"Read: {page.glyphs.safe(check.diagnosis.link)}", DETAIL, "dim")
        told.add(check.diagnosis.name)
    told |= {mistake, (mistake, check.message)}


def _message(page: Page, check: Check) -> None:
    lines = _lines(check.message or "")
    for line in lines[:MAX_LINES]:
        page.paragraph(page.glyphs.safe(line), DETAIL)
    _more(page, len(lines), DETAIL)


def _picture(page: Page, check: Check) -> None:
    if check.timeline is not None:
        for line in draw(check.timeline, page.width - DETAIL, page.glyphs):
            page.line(line, DETAIL)


def _location(page: Page, location: Location | None) -> None:
    if location is None:
        return
    place = page.glyphs.safe(f"{location.file}:{location.line}")
    code = location.code.strip()
    beside = page.width - DETAIL - len(place) - 3
    if len(page.glyphs.safe(code)) <= beside:
        page.line(Text.assemble((place, "cyan"), "   " if code else "", page.glyphs.safe(code)), DETAIL)
    else:
        page.line(Text(place, "cyan"), DETAIL)
        page.line(page.glyphs.shorten(code, page.width - DETAIL - 2), DETAIL + 2)


def _output(page: Page, exercise: ExerciseReport) -> None:
    lines = _lines(exercise.output)
    if not lines:
        return
    page.gap()
    page.line("It printed:", 2)
    for line in lines[:MAX_LINES]:
        page.line(page.glyphs.shorten(line, page.width - 4), 4, "dim")
    _more(page, len(lines), 4)


def _lines(text: str) -> list[str]:
    """Split at newlines only: `str.splitlines` takes a dozen other characters for one, unseen."""
    return text.removesuffix("\n").split("\n") if text else []


def _more(page: Page, lines: int, indent: int) -> None:
    if lines > MAX_LINES:
        page.line(f"and {lines - MAX_LINES} more lines", indent, "dim")


def _next(page: Page, exercise: ExerciseReport) -> None:
    if exercise.next_step is not None:
        page.gap()
        page.line(Text.assemble("Next: ", (page.glyphs.safe(exercise.next_step), "bold")), 2)


# --- The end of the page ----------------------------------------------------------------------------------------------


def _footer(page: Page, report: Report, view: View) -> None:
    done = all(exercise.finished for exercise in report.exercises)
    page.gap()
    _total(page, report, view, done=done)
    _comparable(page, report)
    if report.confinement == LIMITS_ONLY:
        page.paragraph(NOT_CONFINED, style="dim")
    if done and not view.whole:
        page.line(Text.assemble("Next: ", ("nox -s grade", "bold")))


def _total(page: Page, report: Report, view: View, *, done: bool) -> None:
    points, waiting = f"{report.points:g} of {report.max_points:g} points.", ""
    if report.waiting:
        waiting = f" {report.waiting:g} of them wait for checks that are not here."
    if not done:
        page.paragraph(points + waiting, style="bold")
    elif waiting:
        page.paragraph(f"Everything that is checked here passes: {points}{waiting}", style="bold green")
    elif view.whole:
        praise = "Your code waits for many things and wastes no time. Well done!"
        page.paragraph(f"All {report.max_points:g} points! {praise}", style="bold green")
    else:
        page.paragraph(f"All {report.max_points:g} points. Well done!", style="bold green")


def _comparable(page: Page, report: Report) -> None:
    if not report.comparable:
        page.paragraph(
            f"This was graded with Python {report.python}. The course scores with {report.course_python}, "
            "so this score is not comparable."
        )
