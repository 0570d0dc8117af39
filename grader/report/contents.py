"""Pages about the course itself: its table of contents, and a hint."""

from __future__ import annotations

import itertools
import textwrap

from rich.text import Text

from grader.course import Course, Exercise
from grader.report.glyphs import Glyphs
from grader.report.page import Page

GAP = 2
MIN_TITLE = 12
NUMBERS = (3, 4)
"""The columns that are read from the right: minutes and points."""


def contents(course: Course, width: int, glyphs: Glyphs) -> Text:
    """Return the course's exercises as a table, part by part."""
    page = Page(width, glyphs)
    widths = _widths(course, page.width)
    for line in _row(("", "topic", "title", "min", "points", "after"), widths, glyphs):
        page.line(line, style="dim")
    for part, title in course.parts.items():
        exercises = [exercise for exercise in course.exercises if exercise.part == part]
        if exercises:
            page.gap()
            page.line(Text.assemble((part, "bold"), "  ", glyphs.safe(title)))
        for exercise in exercises:
            for line in _row(_cells(exercise), widths, glyphs):
                page.line(line)
    page.gap()
    page.paragraph(_sum(course.finished))
    page.line(Text.assemble("Next: ", ("nox -s grade", "bold")))
    return page.text()


def _cells(exercise: Exercise) -> tuple[str, ...]:
    title = f"{_title(exercise)} (draft)" if exercise.draft else _title(exercise)
    after = ", ".join(exercise.prerequisites)
    return exercise.number, exercise.topic, title, str(exercise.minutes), f"{exercise.points:g}", after


def _title(exercise: Exercise) -> str:
    """Return the title without the topic that stands before it already: "wait for many things at once"."""
    head, _, title = exercise.title.partition(": ")
    return title if title and head.lower().replace(" ", "_") == exercise.topic else exercise.title


def _widths(course: Course, width: int) -> tuple[int, ...]:
    """Return the columns' widths: the last one leaves as much as it can to the titles, and both wrap."""
    rows = [_cells(exercise) for exercise in course.exercises]
    number, topic, title, _, _, after = (max(map(len, column)) for column in zip(*rows, strict=True))
    rest = width - (number + topic + len("min") + len("points") + 6 * GAP)
    word = max(len(word) for row in rows for word in ["after", *row[-1].split()])
    after = max(word, min(after, rest - title))
    return number, topic, max(MIN_TITLE, min(title, rest - after)), len("min"), len("points"), after


def _row(cells: tuple[str, ...], widths: tuple[int, ...], glyphs: Glyphs) -> list[str]:
    """Return the lines of one row: as many as its longest cell needs."""
    columns = [
        textwrap.wrap(glyphs.safe(cell), width, break_on_hyphens=False)
        for cell, width in zip(cells, widths, strict=True)
    ]
    return [_line(line, widths) for line in itertools.zip_longest(*columns, fillvalue="")]


def _line(cells: tuple[str, ...], widths: tuple[int, ...]) -> str:
    number, topic, title, minutes, points, after = (
        cell.rjust(width) if place in NUMBERS else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return (" " * GAP).join(["", number, topic, title, minutes, points, after]).rstrip()


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
