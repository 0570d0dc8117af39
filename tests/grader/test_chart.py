"""The picture of a run."""

from __future__ import annotations

import pytest

from grader.judge import timeline as timelines
from grader.judge.verdict import Bar, Row, Timeline
from grader.protocol import EventRecord, Recording, SpanRecord
from grader.report.chart import draw
from grader.report.glyphs import ASCII, UNICODE


def picture(timeline: Timeline, width: int = 60) -> list[str]:
    """Return the lines of a picture in ASCII."""
    return [line.plain for line in draw(timeline, width, ASCII)]


def test_kinds_are_told_apart() -> None:
    """Each kind of bar has its fill or its end, and the legend names those that occur."""
    rows = (
        Row("main", (Bar(0, 5.5, "waiting"), Bar(5.5, 6.5))),
        Row("slow", (Bar(0, 5.5, "cancelled"), Bar(5.5, 6.5, "cleanup"))),
        Row("bad", (Bar(2, 3, "failed"), Bar(4, 5, "blocked"))),
    )
    assert picture(Timeline(6.5, rows)) == [
        "      0 s    1 s    2 s    3 s    4 s    5 s    6 s",
        "main  ......................................########",
        "slow  #####################################x~~~~~~~~",
        "bad                 ######!       %%%%%%%",
        "      x cancelled   ! failed   ~ cleaning up",
        "      % blocks the event loop   . waiting",
    ]


def test_equal_times_look_equal() -> None:
    """Every whole second has the same width, so that lengths can be compared."""
    rows = tuple(Row(str(n), (Bar(n, n + 1),)) for n in range(5))
    lines = picture(Timeline(5, rows))[1:]
    assert {line.count("#") for line in lines} == {lines[0].count("#")}


def test_instant_is_visible() -> None:
    """Something that takes no time is a mark, and a very short bar still a bar."""
    rows = (Row("now", (Bar(1, 1),)), Row("short", (Bar(1, 1.0001),)))
    lines = picture(Timeline(2, rows))
    assert (lines[1].count("|"), lines[2].count("#")) == (1, 1)


def test_axis_fits_any_length_of_time() -> None:
    """From a nanosecond to a year, the axis has a few ticks and keeps to the width."""
    for end in (1e-9, 0.003, 0.5, 1, 3.7, 59, 86_400, 31_536_000, 1e12):
        axis = picture(Timeline(end, (Row("a", (Bar(0, end),)),)))[0]
        assert 2 <= axis.count(" s") <= 9
        assert len(axis) <= 60


def test_no_time_has_no_picture() -> None:
    """There is nothing to draw without time, without rows, or without room."""
    assert picture(Timeline(0, (Row("a", (Bar(0, 0),)),))) == []
    assert picture(Timeline(3)) == []
    assert picture(Timeline(3, (Row("a", (Bar(0, 3),)),)), width=12) == []


def test_forged_times_stay_on_the_page() -> None:
    """A bar outside its timeline is cut at the edge."""
    row = Row("a", (Bar(-5, 2), Bar(3, 1e9), Bar(1e9, 2e9)))
    assert max(map(len, picture(Timeline(4, (row,))))) <= 60


def test_many_rows_are_counted() -> None:
    """After twelve rows, the others are a number."""
    rows = tuple(Row(f"job {n}", (Bar(0, 1),)) for n in range(20))
    assert picture(Timeline(1, rows))[-1] == "and 8 more"


def test_labels_are_cut_and_escaped() -> None:
    """A label is safe to show, and takes little room."""
    line = draw(Timeline(1, (Row("\x1b" + "x" * 50, (Bar(0, 1),)),)), 60, UNICODE)[1].plain
    assert line.startswith(r"\x1bxxxxxxxxxxx…  █")


def test_what_was_not_drawn_is_told() -> None:
    """A run that went on after the last thing that happened is drawn up to that, and says how long it went on."""
    lines = picture(Timeline(9.9, (Row("a", (Bar(0, 9),)),), until=60))
    assert lines[0].rstrip().endswith("8 s")
    assert lines[-1].strip() == "... until 60 s"


def ran(elapsed: int, *events: int) -> Recording:
    """Return a run of *elapsed* seconds with a job from 0 to 8, and with notes."""
    second = 10**9
    job = SpanRecord(
        name="a",
        kind="coroutine",
        task="Task-1",
        arguments=[],
        start=0,
        end=8 * second,
        cleaned=None,
        outcome="finished",
    )
    notes = [EventRecord(at=at * second, name="noted") for at in events]
    return Recording(ended="returned", elapsed=elapsed * second, closed=elapsed * second, spans=[job], events=notes)


@pytest.mark.parametrize(
    ("recording", "end", "until"),
    [(ran(60), 8.8, 60), (ran(60, 10), 11, 60), (ran(12), 12, None), (ran(60, 50), 60, None)],
    ids=["still", "noted", "ends soon", "noted late"],
)
def test_picture_ends_where_nothing_happens_any_more(recording: Recording, end: float, until: float | None) -> None:
    """A long time in which nothing happens takes no room; a short one, or one before something that happens, does."""
    timeline = timelines.draw(recording)
    assert timeline is not None
    assert timeline.end == pytest.approx(end)
    assert timeline.until == until
