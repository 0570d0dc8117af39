"""Pages about the course itself: its table of contents, and a hint."""

from __future__ import annotations

from rich.text import Text

from grader.course import Course, Exercise
from grader.report.glyphs import Glyphs
from grader.report.page import Page

GAP = 2
MIN_TITLE = 12


def contents(course: Course, width: int, glyphs: Glyphs) -> Text:
    """Return the course's exercises as a table, part by part."""
    page = Page(width, glyphs)
    widths = _widths(course, page.width)
    page.line(_row(("", "topic", "title", "min", "points", "after"), widths, glyphs), style="dim")
    for part, title in course.parts.items():
        exercises = [exercise for exercise in course.exercises if exercise.part == part]
        if exercises:
            page.gap()
            page.line(Text.assemble((part, "bold"), "  ", glyphs.safe(title)))
        for exercise in exercises:
            page.line(_row(_cells(exercise), widths, glyphs))
    page.gap()
    page.paragraph(_sum(course.finished))
    page.line(Text.assemble("Next: ", ("nox -s grade", "bold")))
    return page.text()


def _cells(exercise: Exercise) -> tuple[str, ...]:
    title = f"{exercise.title} (draft)" if exercise.draft else exercise.title
    after = ", ".join(exercise.prerequisites)
    return exercise.number, exercise.topic, title, str(exercise.minutes), f"{exercise.points:g}", after


def _widths(course: Course, width: int) -> tuple[int, ...]:
    """Return the columns' widths: the title has what the others leave."""
    rows = [_cells(exercise) for exercise in course.exercises]
    number, topic, title, _, _, after = (max(map(len, column)) for column in zip(*rows, strict=True))
    rest = width - (number + topic + len("min") + len("points") + after + 7 * GAP)
    return number, topic, max(MIN_TITLE, min(title, rest)), len("min"), len("points"), max(after, len("after"))


def _row(cells: tuple[str, ...], widths: tuple[int, ...], glyphs: Glyphs) -> str:
    number, topic, title, minutes, points, after = (
        glyphs.shorten(cell, width).ljust(width) for cell, width in zip(cells, widths, strict=True)
    )
    row = ["", number, topic, title, minutes.strip().rjust(len(minutes)), points.strip().rjust(len(points)), after]
    return (" " * GAP).join(row).rstrip()


def _sum(exercises: tuple[Exercise, ...]) -> str:
    hours, minutes = divmod(sum(exercise.minutes for exercise in exercises), 60)
    points = sum(exercise.points for exercise in exercises)
    return f"{len(exercises)} exercises, about {hours} h {minutes:02} min, {points:g} points."


def hint_page(exercise: Exercise, number: int, width: int, glyphs: Glyphs) -> Text:
    """Return the hint *number* of *exercise*, and how to see the next."""
    page = Page(width, glyphs)
    page.line(f"{exercise.topic}, hint {number} of {len(exercise.hints)}", style="bold")
    page.gap()
    page.paragraph(glyphs.safe(exercise.hints[number - 1]), 2)
    page.gap()
    more = number < len(exercise.hints)
    what, command = (
        ("Next hint: ", f"hint -- {exercise.topic} {number + 1}")
        if more
        else ("See it run: ", f"play -- {exercise.topic}")
    )
    page.line(Text.assemble("" if more else "That was the last one. ", what, (f"nox -s {command}", "bold")))
    return page.text()
