"""The questions to a run: exact answers from what was recorded, and none by accident from a run that broke."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.judge.run import Answer, Run, Unexpected
from grader.judge.times import Seconds
from grader.protocol import EventRecord, Failure, OutputRecord, Recording, SpanRecord, nanoseconds


def span(
    name: str, start: float, end: float | None, cleaned: float | None = None, outcome: str = "finished"
) -> SpanRecord:
    """Return the record of a call of job *name*, times in seconds."""
    return SpanRecord(
        name=name,
        kind="coroutine",
        task="t",
        arguments=[],
        start=nanoseconds(start),
        end=None if end is None else nanoseconds(end),
        cleaned=None if cleaned is None else nanoseconds(cleaned),
        outcome=outcome,  # type: ignore[arg-type]
    )


def make(**fields: Any) -> Run:
    """Return a run with these fields of its recording."""
    asked: list[Answer] = []
    given: dict[str, Any] = {"ended": "returned", "elapsed": 0, "closed": nanoseconds(100)} | fields
    return Run(Recording(**given), "f", "f()", asked)


OVERLAPS: dict[str, tuple[list[SpanRecord], float]] = {
    "side by side": ([span("a", 0, 3), span("b", 1, 2)], 1),
    "one after the other": ([span("a", 0, 3), span("b", 3, 4)], 0),
    "never started": ([span("a", 0, 3)], 0),
    "repeated": ([span("a", 0, 2), span("a", 4, 6), span("b", 1, 5)], 2),
    "two of one at once": ([span("a", 0, 4), span("a", 0, 4), span("b", 1, 2)], 1),
    "still running": ([span("a", 0, None, outcome="running"), span("b", 90, None, outcome="running")], 10),
    "cleaning up": ([span("a", 0, 1, 4, "cancelled"), span("b", 2, 6)], 2),
    "cleaned up at once": ([span("a", 0, 0, 0, "cancelled"), span("b", 0, 6)], 0),
    "fractions": ([span("a", 0, 0.3), span("b", 0.1, 0.2), span("b", 0.2, 0.3)], 0.2),
}


@pytest.mark.parametrize(("spans", "seconds"), OVERLAPS.values(), ids=OVERLAPS)
def test_overlap_is_when_both_ran(spans: list[SpanRecord], seconds: float) -> None:
    """The overlap is how long a call of the one and a call of the other ran at once, each second counted once."""
    run = make(spans=spans)
    assert run.overlap("a", "b") == run.overlap("b", "a") == seconds


def test_overlap_with_itself_is_when_two_calls_ran() -> None:
    """A job overlaps with itself where two of its calls ran."""
    assert make(spans=[span("a", 0, 3), span("a", 2, 5)]).overlap("a", "a") == 1


@pytest.mark.parametrize(("names", "most"), [((), 3), (("a",), 2), (("a", "b"), 2), (("c",), 1), (("d",), 0)], ids=str)
def test_peak_counts_calls_at_once(names: tuple[str, ...], most: int) -> None:
    """The peak is how many calls ran at once, those that only touch not counted together."""
    spans = [span("a", 0, 2), span("a", 1, 3), span("b", 2, 4), span("c", 2, 3), span("c", 3, 4)]
    assert make(spans=spans).peak(*names) == most


def test_many_spans_are_asked_quickly() -> None:
    """A recording full of spans does not keep the judge busy."""
    run = make(spans=[span("a", 0, 1), span("b", 0, 1)] * 20_000)
    assert run.overlap("a", "b") == 1


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        ([(0, "a\n")], [(0, "a")]),
        ([(0, "a"), (1, "b\n")], [(1, "ab")]),
        ([(0, "a\nb"), (2, "c\n\n")], [(0, "a"), (2, "bc"), (2, "")]),
        ([(0, "no end")], [(5, "no end")]),
        ([], []),
    ],
    ids=["a line", "in pieces", "across lines", "unfinished", "nothing"],
)
def test_printed_lines_have_the_time_of_their_end(pieces: list[tuple[int, str]], lines: list[tuple[int, str]]) -> None:
    """A line was printed when its end was, and an unfinished one when the call ended."""
    output = [OutputRecord(at=nanoseconds(at), text=text) for at, text in pieces]
    output.append(OutputRecord(at=0, text="an error\n", error=True))
    assert make(output=output, elapsed=nanoseconds(5)).printed == lines


def test_notes_come_with_times_and_values() -> None:
    """Notes are found by name, at the times and with the values that they had."""
    events = [EventRecord(at=nanoseconds(at), name=name, value=at) for at, name in [(1, "x"), (2, "y"), (3, "x")]]
    run = make(events=events)
    assert (run.at("x"), run.at("z")) == (1, None)
    assert (run.times("x"), run.notes("x"), run.order) == ([1, 3], [1, 3], ["x", "y", "x"])


def test_final_value_that_was_not_recorded_equals_nothing() -> None:
    """Only what was recorded has a final value, which may be None."""
    run = make(finals={"store": None})
    assert run.final("store") is None
    assert run.final("other") != None  # noqa: E711 (equality is the point)


def test_times_are_compared_by_the_nanosecond() -> None:
    """0.1 three times is 0.3, also in sums, differences and lists; a nanosecond more is more."""
    third = make(elapsed=300_000_000).elapsed
    assert third == 0.1 * 3
    assert 0.1 * 3 == third  # noqa: SIM300 (the float asks first)
    assert [third, 1] == [0.1 * 3, 1]
    assert third <= 0.3 <= third
    assert not third < 0.1 * 3
    assert third - 0.1 == 0.2
    assert 0.5 - third == 0.2
    assert third != 0.300000001
    assert third < 0.300000001
    assert third != None  # noqa: E711 (equality is the point)
    assert third < float("inf")
    assert hash(Seconds(2)) == hash(2.0)


QUESTIONS: dict[str, Callable[[Run], Any]] = {
    "returned": lambda run: run.returned,
    "elapsed": lambda run: run.elapsed,
    "closed": lambda run: run.closed,
    "at": lambda run: run.at("x"),
    "times": lambda run: run.times("x"),
    "spans": lambda run: run.spans("a"),
    "overlap": lambda run: run.overlap("a", "b"),
    "peak": lambda run: run.peak(),
    "order": lambda run: run.order,
    "blocked": lambda run: run.blocked,
    "leftovers": lambda run: run.leftovers,
    "warnings": lambda run: run.warnings,
    "printed": lambda run: run.printed,
    "final": lambda run: run.final("x"),
    "notes": lambda run: run.notes("x"),
}
BROKEN: dict[str, dict[str, Any]] = {
    "raised": {"ended": "raised", "raised": Failure(type="ValueError", message="no")},
    "deadlock": {"ended": "deadlock"},
    "problem": {"ended": "problem"},
    "budget": {"ended": "budget", "budget": "steps"},
}


@pytest.mark.parametrize("fields", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_broken_run_answers_only_who_knows(ask: Callable[[Run], Any], fields: dict[str, Any]) -> None:
    """A run that broke fails the check with what happened, unless the check has asked how it ended."""
    with pytest.raises(Unexpected, match="otherwise than expected"):
        ask(make(**fields))
    known = make(**fields)
    assert known.ended == fields["ended"]
    ask(known)


def test_exception_is_known_once_asked_for() -> None:
    """Asking for the exception of a run that raised is enough; one that hung has none to be asked for."""
    run = make(**BROKEN["raised"])
    assert run.raised == ("ValueError", "no")
    assert run.order == []
    for ended in ("deadlock", "problem", "budget"):
        with pytest.raises(Unexpected, match=ended):
            _ = make(**BROKEN[ended]).raised
        with pytest.raises(Unexpected, match=ended):
            _ = make(**BROKEN[ended]).inner


def test_run_that_did_not_return_returned_nothing() -> None:
    """Nothing equals what was not returned, None included."""
    run = make(**BROKEN["raised"])
    assert run.raised is not None
    assert run.returned != None  # noqa: E711 (equality is the point)
