"""Draws a timeline with characters: a scale of seconds, and a row of bars for each job."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich.text import Text

from grader.judge.verdict import Bar, BarKind, Row, Timeline
from grader.report.glyphs import Glyphs

MAX_ROWS = 12
MAX_LABEL = 16
MIN_COLUMNS = 10
MAX_STEPS = 7
FEW_STEPS = 4

STYLES: dict[BarKind, str] = {
    "run": "cyan",
    "cancelled": "yellow",
    "killed": "red",
    "failed": "red",
    "cleanup": "yellow",
    "blocked": "red",
    "waiting": "dim",
}
MEANINGS: dict[BarKind, str] = {
    "cancelled": "cancelled",
    "killed": "killed",
    "failed": "failed",
    "cleanup": "cleaning up",
    "blocked": "blocks the event loop",
    "waiting": "waiting",
}


def draw(timeline: Timeline, width: int, glyphs: Glyphs) -> list[Text]:
    """Return the lines of a picture of *timeline*, at most *width* wide; none if there is no time or room to draw."""
    rows = timeline.rows[:MAX_ROWS]
    labels = [glyphs.shorten(row.label, MAX_LABEL) for row in rows]
    margin = max(map(len, labels), default=0) + 2
    columns = width - margin - len(_tick(timeline.end))
    if not rows or timeline.end <= 0 or columns < MIN_COLUMNS:
        return []
    step = _step(timeline.end, columns)
    scale = _scale(timeline.end, step, columns)
    lines = [Text(" " * margin + _axis(timeline.end, step, scale), style="dim")]
    for label, row in zip(labels, rows, strict=True):
        lines.append(Text(label.ljust(margin)).append_text(_bars(row, scale, columns, glyphs)))
    if len(timeline.rows) > MAX_ROWS:
        lines.append(Text(f"and {len(timeline.rows) - MAX_ROWS} more", style="dim"))
    return lines + _legend(rows, margin, width, glyphs) + _rest(timeline, margin, glyphs)


def _tick(seconds: float) -> str:
    return f"{seconds:g} s"


def _steps(smallest: float) -> Iterator[float]:
    """Yield 1, 2, 5, 10, 20, … times a power of ten, from *smallest* or below on."""
    exponent = math.floor(math.log10(smallest))
    while True:
        yield from (factor * 10.0**exponent for factor in (1, 2, 5))
        exponent += 1


def _step(end: float, columns: int) -> float:
    """Return the smallest round number of seconds between two ticks at which they are few and their labels apart.

    Below a second only where the whole takes less than two: jobs take whole seconds.
    """

    def fits(step: float) -> bool:
        widest = max(len(_tick(step)), len(_tick(end - end % step)))
        few = end / step <= FEW_STEPS if step < 1 else end / step <= MAX_STEPS
        return few and columns * step / end >= widest + 2 and (step >= 1 or end < FEW_STEPS / 2)

    return next(step for step in _steps(end / columns) if fits(step))


def _scale(end: float, step: float, columns: int) -> float:
    """Return columns per second, with every tick on a column of its own, so that equal times look equal."""
    return math.floor(columns * step / end) / step if step <= end else columns / end


def _axis(end: float, step: float, scale: float) -> str:
    axis = ""
    for n in range(math.floor(end / step + 1e-9) + 1):
        axis = axis.ljust(round(n * step * scale)) + _tick(float(f"{n * step:.12g}"))
    return axis


def _bars(row: Row, scale: float, columns: int, glyphs: Glyphs) -> Text:
    cells: list[tuple[str, str]] = [(" ", "")] * (columns + 1)
    for bar in row.bars:
        first = min(max(round(bar.start * scale), 0), columns)
        for offset, character in enumerate(_bar(bar, min(round(bar.end * scale), columns) - first, glyphs)):
            cells[first + offset] = (character, STYLES[bar.kind])
    return _joined(cells)


def _bar(bar: Bar, length: int, glyphs: Glyphs) -> str:
    if bar.end <= bar.start:
        return glyphs.ends.get(bar.kind, glyphs.instant)
    body = glyphs.bars[bar.kind] * max(length, 1)
    return body[:-1] + glyphs.ends.get(bar.kind, body[-1])


def _joined(cells: list[tuple[str, str]]) -> Text:
    text = Text.assemble(*cells)
    text.rstrip()
    return text


def _rest(timeline: Timeline, margin: int, glyphs: Glyphs) -> list[Text]:
    """Say that the run went on after the picture, if it did."""
    if timeline.until is None:
        return []
    return [Text(f"{' ' * margin}{glyphs.cut} until {_tick(timeline.until)}", style="dim")]


def _legend(rows: tuple[Row, ...], margin: int, width: int, glyphs: Glyphs) -> list[Text]:
    kinds = {bar.kind for row in rows for bar in row.bars}
    lines: list[str] = []
    for kind, meaning in MEANINGS.items():
        entry = f"{glyphs.ends.get(kind, glyphs.bars[kind])} {meaning}"
        if kind not in kinds:
            continue
        if lines and margin + len(lines[-1]) + 3 + len(entry) <= width:
            lines[-1] += f"   {entry}"
        else:
            lines.append(entry)
    return [Text(" " * margin + line, style="dim") for line in lines]
