"""Draw a run: one row for each job, its calls as bars, and a row for the times in which the loop was blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.judge.verdict import Bar, Row, Timeline
from grader.protocol import seconds

if TYPE_CHECKING:
    from grader.judge.verdict import BarKind
    from grader.protocol import Recording, SpanRecord

MAX_ROWS = 12
STILL = 1.5
"""How many times as long as until its last event a run has to take for the rest to be left out."""

MARGIN = 1.1
"""How many times as long as until its last event the picture then goes on."""

KINDS: dict[str, BarKind] = {
    "finished": "run",
    "running": "waiting",
    "failed": "failed",
    "cancelled": "cancelled",
    "killed": "killed",
}


def draw(recording: Recording) -> Timeline | None:
    """Draw *recording*, or nothing if no job ran and nothing was blocked. Rows beyond `MAX_ROWS` are left out."""
    rows: dict[str, list[Bar]] = {}
    for span in recording.spans:
        _place(rows, span.name, _bars(span, recording))
    if recording.blocked:
        rows["event loop"] = [Bar(seconds(b.start), seconds(b.end), "blocked") for b in recording.blocked]
    if not rows:
        return None
    ends = [bar.end for bars in rows.values() for bar in bars]
    noted, printed = ([seconds(each.at) for each in recording.events], [seconds(each.at) for each in recording.output])
    last = max([*ends, *noted, *printed])
    end = max(seconds(recording.elapsed), last)
    drawn = tuple(Row(label, tuple(bars)) for label, bars in list(rows.items())[:MAX_ROWS])
    if 0 < last * STILL < end:
        return Timeline(last * MARGIN, drawn, until=end)
    return Timeline(end, drawn)


def _bars(span: SpanRecord, recording: Recording) -> list[Bar]:
    end = max(recording.closed, span.start) if span.end is None else span.end
    bars = [Bar(seconds(span.start), seconds(end), KINDS[span.outcome])]
    if span.cleaned is not None:
        bars.append(Bar(seconds(end), seconds(span.cleaned), "cleanup"))
    return bars


def _place(rows: dict[str, list[Bar]], name: str, bars: list[Bar]) -> None:
    """Put *bars* into the row of *name*, or into a further one if they overlap what is there."""
    number = 1
    label = name
    while label in rows and rows[label][-1].end > bars[0].start:
        number += 1
        label = f"{name} ({number})"
    rows.setdefault(label, []).extend(bars)
