"""Draws a timeline as a Mermaid chart, which GitHub shows in comments and summaries.

Times are milliseconds (`dateFormat x`): newer versions of Mermaid read a whole number as milliseconds even where the
format says seconds, and all of them would take half a second for a date. A label keeps letters, digits and few other
characters: any other may mean something to Mermaid, which would show an error in place of the picture.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.judge.verdict import Bar, BarKind, Row, Timeline

MAX_ROWS = 12
MAX_BARS = 60
MAX_LABEL = 24
MAX_SECONDS = 10**8
"""Three years: what is longer is no picture, and far longer no date."""

KEPT = frozenset(" _-./()[]'")
WORDS: dict[BarKind, tuple[str, str]] = {
    "run": ("runs", ""),
    "cancelled": ("cancelled", "done, "),
    "killed": ("killed", "crit, "),
    "failed": ("failed", "crit, "),
    "cleanup": ("cleans up", "done, "),
    "blocked": ("blocks the event loop", "crit, "),
    "waiting": ("waits", "active, "),
}


def gantt(timeline: Timeline) -> list[str]:
    """Return the lines of the chart; none if there is nothing to draw."""
    rows = timeline.rows[:MAX_ROWS]
    if not any(row.bars for row in rows) or not 0 < timeline.end <= MAX_SECONDS:
        return []
    lines = ["gantt", "    dateFormat x", "    axisFormat %s s", "    todayMarker off"]
    for row in rows:
        lines += _section(row, MAX_BARS // len(rows))
    more = len(timeline.rows) - len(rows)
    return lines + ([f"    section and {more} more", f"    not shown :milestone, {_at(0)}, 0ms"] if more else [])


def _section(row: Row, most: int) -> Iterator[str]:
    yield f"    section {_label(row.label)}"
    bars = row.bars[:most]
    for bar in bars:
        yield f"    {_task(bar)}"
    if not bars:
        yield f"    nothing :milestone, {_at(0)}, 0ms"
    elif len(row.bars) > most:
        yield f"    and {len(row.bars) - most} more :milestone, {_at(bars[-1].end)}, 0ms"


def _task(bar: Bar) -> str:
    word, tag = WORDS[bar.kind]
    if _at(bar.end) <= _at(bar.start):
        return f"{word} :{tag}milestone, {_at(bar.start)}, 0ms"
    return f"{word} :{tag}{_at(bar.start)}, {_at(bar.end)}"


def _at(seconds: float) -> int:
    return round(min(max(seconds, 0), MAX_SECONDS) * 1000)


def _label(text: str) -> str:
    kept = "".join(c if c.isalnum() or c in KEPT else " " for c in text[: 4 * MAX_LABEL])
    return " ".join(kept.split())[:MAX_LABEL].strip() or "job"
