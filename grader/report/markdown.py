"""Shows a report as GitHub's Markdown: a pull request's comment, a job's summary.

A pure function of the report, and of what was scored before. Nothing that comes from a submission, or from a report
that somebody else wrote, is markup here: it stands in code, or has every character escaped that means something, so
that no link, image, mention, reference, tag or formula comes of it.

A comment holds 65,536 characters. UTF-8 has at least as many bytes, whoever counts, so bytes are counted here. What
does not fit is left out, and the page says how much that was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from math import fsum

from grader.report.console import BLAME, MAX_LINES, untouched
from grader.report.formats.results import cut, headline, is_todo, line, results, visible
from grader.report.inert import code, fence, link, prose
from grader.report.mermaid import gantt
from grader.report.schema import Check, ExerciseReport, Location, Report

LIMIT = 65_000
"""Bytes. Whoever posts the page may add a line to it."""

SPARE = 2_000
"""What is kept of it for saying what was left out."""

MAX_TOLD = 3
MAX_ROWS = 60
MAX_LISTED = 200
CELLS = 20

Result = tuple[ExerciseReport, Check]
Scores = Mapping[str, float]
"""Points by exercise, of an earlier report."""


def render(report: Report, before: Scores | None = None, *, limit: int = LIMIT) -> str:
    """Return the page, of at most *limit* bytes, ending in a newline; with *before*, it says what has changed since."""
    failed = [result for result in results(report) if result[1].status in {"failed", "error"} and not _undone(*result)]
    page = [*_head(report, before), *_table(report, before), *_more_of(report)]
    end = [*_next(report), _made_with(report)]
    told = []
    for result in _chosen(failed):
        blocks = list(_details(*result))
        if _size([*page, *blocks, *end]) <= limit - SPARE:
            page += blocks
            told.append(result)
    room = limit - _size([*page, *end])
    page += _rest([result for result in failed if result not in told], room, "more " if told else "")
    return "\n\n".join([*page, *end]) + "\n"


def _size(blocks: list[str]) -> int:
    return sum(len(block.encode()) + 2 for block in blocks)


def _undone(exercise: ExerciseReport, check: Check) -> bool:
    return exercise.problem is None and is_todo(check)


def _chosen(failed: list[Result]) -> list[Result]:
    """Return the first results to tell in full: one for each mistake, since the same one is explained once."""
    mistakes: dict[object, Result] = {}
    for exercise, check in filter(_telling, failed):
        mistake = exercise.problem or (check.diagnosis, check.location, None if check.diagnosis else check.id)
        mistakes.setdefault((exercise.id, mistake), (exercise, check))
    return list(islice(mistakes.values(), MAX_TOLD))


def _telling(result: Result) -> bool:
    """Tell whether there is more to say than the promise: at the level "score" there is not."""
    exercise, check = result
    known = (exercise.problem, check.message, check.diagnosis, check.location, check.timeline)
    return check.status == "error" or any(field is not None for field in known)


# --- The score --------------------------------------------------------------------------------------------------------


def _head(report: Report, before: Scores | None) -> Iterator[str]:
    last = 0 if before is None else fsum(before.get(exercise.id, 0) for exercise in report.exercises)
    change = "" if before is None else _change(report.points, last, " since the last score")
    yield f"## {report.points:g} of {report.max_points:g} points{f' ({change})' if change else ''}"
    percent = "" if report.percent is None else f" {_rounded(report.percent)} % of what is checked here"
    yield f"`{_bar(report)}`{percent}"
    if report.waiting:
        yield f"**{report.waiting:g} points are still waiting** (`·`): their checks are not here, and nothing is lost."
    if report.errors:
        yield f"**Not a score yet.** {BLAME}"
    if not report.comparable:
        course = _brief(report.course_python, 40)
        told = f"The course scores with {course}, so this score is not comparable."
        yield f"This was graded with Python {_brief(report.python, 40)}. {told}"


def _rounded(percent: float) -> int:
    """Round, but neither to everything nor to nothing what is not."""
    return round(percent) if percent in {0, 100} else min(max(round(percent), 1), 99)


def _bar(report: Report) -> str:
    share = CELLS / report.max_points if report.max_points else 0
    waiting = min(round(report.waiting * share), CELLS)
    done = min(int(report.points * share), CELLS - waiting)
    return "█" * done + "░" * (CELLS - done - waiting) + "·" * waiting


def _change(points: float, before: float, words: str = "") -> str:
    difference = round(points - before, 6)
    return f"{difference:+g}{words}".replace("-", "\N{MINUS SIGN}") if difference else ""


# --- The table --------------------------------------------------------------------------------------------------------


def _table(report: Report, before: Scores | None) -> Iterator[str]:
    begun = [exercise for exercise in report.exercises if not untouched(exercise)]
    if not begun:
        return
    rows = ["| | exercise | points |", "|---|---|--:|"]
    if before is not None:
        rows = ["| | exercise | points | change |", "|---|---|--:|--:|"]
    for exercise in begun[:MAX_ROWS]:
        name = _brief(f"{exercise.number} {exercise.id}".replace("|", "¦"), 60)
        row = f"| {_mark(exercise)} | {name} | {exercise.points:g}/{exercise.max_points:g} |"
        last = 0 if before is None else before.get(exercise.id, 0)
        rows.append(row if before is None else f"{row} {_change(exercise.points, last)} |")
    yield "\n".join(rows)


def _more_of(report: Report) -> Iterator[str]:
    """Say which exercises have no row."""
    fresh = [exercise for exercise in report.exercises if untouched(exercise)]
    more = len(report.exercises) - len(fresh) - MAX_ROWS
    said = [f"{more} more exercises"] if more > 0 else []
    if fresh:
        said.append(f"{len(fresh)} not begun yet (○), with {sum(exercise.max_points for exercise in fresh):g} points")
    if said:
        yield f"And {', and '.join(said)}."


def _mark(exercise: ExerciseReport) -> str:
    if not exercise.finished:
        return "✗"
    return "·" if exercise.waiting == exercise.max_points else "✓"


def _name(exercise: ExerciseReport) -> str:
    return _brief(f"{exercise.number} {exercise.id}", 80)


def _brief(text: str, length: int) -> str:
    return prose(cut(line(text), length))


# --- One check --------------------------------------------------------------------------------------------------------


def _details(exercise: ExerciseReport, check: Check) -> Iterator[str]:
    """Say what happened in one check."""
    yield f"### {'!' if check.status == 'error' else '✗'} {_name(exercise)}"
    if exercise.problem is not None:
        yield fence(_shortened(exercise.problem))
        yield from _place(exercise.location)
        return
    yield f"**{_brief(check.promise.removesuffix('.'), 300)}** {check.points:g}/{check.max_points:g}"
    if check.status == "error":
        yield BLAME
    if check.message:
        yield fence(_shortened(check.message))
    if check.timeline is not None and (chart := gantt(check.timeline)):
        yield fence("\n".join(chart), "mermaid")
    yield from _place(check.location)
    if check.diagnosis is not None and not is_todo(check):
        yield f"Probably: {_brief(check.diagnosis.explanation, 500)} {link('Read about it', check.diagnosis.link)}"


def _shortened(text: str) -> str:
    lines = cut(visible(text), 1_500).removesuffix("\n").split("\n")
    more = [f"and {len(lines) - MAX_LINES} more lines"] if len(lines) > MAX_LINES else []
    return "\n".join(lines[:MAX_LINES] + more)


def _place(location: Location | None) -> Iterator[str]:
    if location is not None:
        yield code(cut(line(location.file), 200) + f":{location.line}")
        if location.code.strip():
            yield fence(cut(line(location.code.strip()), 200), "python")


# --- The end ----------------------------------------------------------------------------------------------------------


def _next(report: Report) -> Iterator[str]:
    first = next((exercise for exercise in report.exercises if exercise.next_step is not None), None)
    if first is not None and first.next_step is not None:
        yield f"**Next:** {code(cut(line(first.next_step), 200))}"
    elif report.exercises and all(exercise.finished for exercise in report.exercises):
        yield "Everything that is checked here passes. Well done!"


def _rest(failed: list[Result], room: int, more: str) -> Iterator[str]:
    """Yield the other failed checks in a list that folds, as many as fit, and how many do not."""
    if not failed:
        return
    lines: list[str] = []
    room -= 300
    for exercise, check in failed[:MAX_LISTED]:
        promise, said = check.promise.removesuffix("."), headline(exercise, check)
        item = f"- {_name(exercise)}: {_brief(promise, 300)}"
        item += f" · {_brief(said, 220)}" if _telling((exercise, check)) else ""
        room -= len(item.encode()) + 1
        if room < 0:
            break
        lines.append(item)
    if len(lines) < len(failed):
        lines.append(f"- and {len(failed) - len(lines)} more, for which there is no room here")
    what = "check fails" if len(failed) == 1 else "checks fail"
    yield f"<details><summary>{len(failed)} {more}{what}</summary>"
    yield "\n".join(lines)
    yield "</details>"


def _made_with(report: Report) -> str:
    return f"Graded by asynclings {_brief(report.grader, 40)} on Python {_brief(report.python, 40)}."
