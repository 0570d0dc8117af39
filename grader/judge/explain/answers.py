"""What the answer to a question says: what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.judge.explain.complaints import complaint
from grader.judge.explain.ends import deadlock, is_unfinished, waiting
from grader.judge.explain.words import listed, lower, raised, returned, sentence, shown, time
from grader.judge.values import Nothing
from grader.protocol import seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.judge.run import Answer
    from grader.protocol import Recording, SpanRecord, TestRecord


WHAT_IT_HAD = {
    "running": "started",
    "finished": "finished",
    "failed": "failed",
    "cancelled": "been cancelled",
    "killed": "been killed",
}

NO_TEST = "No test was found: pytest takes functions whose names begin with `test_`."

LOOKED_AT = {
    "printed": "what was printed",
    "output": "what was printed",
    "spans": "the calls",
    "order": "the order of events",
    "at": "the time",
    "times": "the times",
    "returned": "what was returned",
    "notes": "what was noted",
    "final": "the final value",
    "files": "the files",
    "connections": "the connections",
    "requests": "the requests",
    "open_files": "the files that were open",
    "largest_read": "the largest piece that was read",
}


def say_value(answer: Answer, got: Any) -> str:
    """Say what was *got*, whatever was asked."""
    about = f" {', '.join(repr(name) for name in answer.about)}" if answer.about else ""
    return f"{answer.question.capitalize()}{about}: {shown(got)}."


def say_computed(answer: Answer, got: Any) -> str:
    """Say what a check has made out of *answer*, or of several: *got* is none of them."""
    if answer.question == "raised" and answer.value is not None and got in answer.value:
        return _say_raised(answer, answer.value)
    asked = answer.run.last_answers(answer.question)
    if isinstance(got, list | tuple) and list(got) == [each.value for each in asked[-len(got) :]]:
        return " ".join(SAY.get(each.question, say_value)(each, each.value) for each in asked[-len(got) :])
    about = f" of {' and '.join(repr(name) for name in answer.about)}" if answer.about else ""
    return f"Looking at {LOOKED_AT.get(answer.question, answer.question)}{about}: {shown(got)}."


def _say_returned(answer: Answer, got: Any) -> str:
    if isinstance(got, Nothing):
        return f"{answer.run.subject} did not return, it raised {answer.run.recording.raised}."
    if got is None and is_unfinished(answer.run):
        gave_up = f"when the check gave it up, at {time(seconds(answer.run.recording.elapsed))}."
        lines = map(waiting, answer.run.recording.unfinished)
        return "\n".join([f"{answer.run.subject} had not come to its end {gave_up}", *lines])
    return returned(answer.run.subject, got)


def _say_raised(answer: Answer, got: Any) -> str:
    if got is None:
        return f"{answer.run.subject} raised nothing: it returned."
    return sentence(f"{answer.run.subject} raised {raised(got)}")


def _say_at(answer: Answer, got: Any) -> str:
    event = answer.about[0]
    return f"{event!r} never happened." if got is None else f"{event!r} happened at {time(got)}."


def _say_overlap(answer: Answer, got: Any) -> str:
    a, b = answer.about
    first, second = _first(answer, a), _first(answer, b)
    for name, span in ((a, first), (b, second)):
        if span is None:
            return f"{name!r} never started."
    assert first is not None
    assert second is not None
    if got:
        return f"{a!r} and {b!r} ran together for {time(got)}."
    if second.start < first.start:
        a, b, first, second = b, a, second, first
    if first.outcome == "cancelled" and _end(first) == second.start == first.start:
        return f"{a!r} and {b!r} were cancelled before they could do anything."
    ended = "had " + WHAT_IT_HAD[first.outcome]
    return f"{b!r} started at {time(seconds(second.start))}, when {a!r} {ended}."


def _end(span: SpanRecord) -> int | None:
    return span.cleaned or span.end


def _first(answer: Answer, name: str) -> SpanRecord | None:
    return next((span for span in answer.run.recording.spans if span.name == name), None)


def _say_peak(answer: Answer, got: Any) -> str:
    what = " and ".join(repr(name) for name in answer.about)
    if got == 0:
        return f"{what} never started." if what else "No job started."
    if got == 1:
        return f"Of {what}, one ran at a time." if what else "One job ran at a time."
    return (
        f"As many as {got} of {what} ran at the same time." if what else f"As many as {got} jobs ran at the same time."
    )


def _say_order(_: Answer, got: Any) -> str:
    if not isinstance(got, list) or not got:
        return "Nothing happened."
    events = ", ".join(map(str, got[:12])) + (", …" if len(got) > 12 else "")  # noqa: PLR2004
    return f"This happened, in this order: {events}."


def _say_blocked(_: Answer, got: Any) -> str:
    if not got:
        return "Nothing blocked the event loop."
    first = got[0]
    return f"{first.what} blocked the event loop from {time(first.start)} to {time(first.end)}: nothing else could run."


def _say_leftovers(answer: Answer, got: Any) -> str:
    return (
        f"When {lower(answer.run.subject)} was over, these tasks were still alive: {', '.join(got)}."
        if got
        else "No task was left over."
    )


def _say_unreaped(answer: Answer, got: Any) -> str:
    if not got:
        return "No program was left to itself."
    left = answer.run.recording.unreaped
    when = f"When {lower(answer.run.subject)} was over,"
    running = [program.name for program in left if program.running]
    if running:
        return f"{when} these programs were still running: {', '.join(running)}."
    return f"{when} nobody had waited for the end of these programs: {', '.join(got)}."


def _say_warnings(answer: Answer, got: Any) -> str:
    if not got:
        return "asyncio complained of nothing."
    return complaint(answer.run.recording.warnings[0])


def _say_tests(tests: list[TestRecord], *remarks: str) -> str:
    """List what became of each test."""
    if not tests:
        return NO_TEST
    lines = [f"  {test.outcome:>7}  {test.name}" for test in tests[:12]]
    more = [f"  … and {len(tests) - 12} more"] if len(tests) > 12 else []  # noqa: PLR2004 (a screen)
    return "\n".join(["What became of your tests:", *lines, *more, *remarks])


def _say_unsound(name: str) -> str:
    return f"`{name}` does not count: it fails with what is right, too."


def _say_failures(recording: Recording) -> str:
    """Tell what made each of the tests fail that did."""
    failed = [test for test in recording.tests if test.outcome not in ("passed", "skipped")]
    if not failed:
        return _say_tests(recording.tests)
    return "\n".join(_say_failure(test, recording) for test in failed[:6])


def _say_failure(test: TestRecord, recording: Recording) -> str:
    if test.outcome == "hung" and recording.deadlock is not None:
        return deadlock(f"`{test.name}`", recording.deadlock)
    what = "could not be run" if test.outcome == "error" else "failed"
    where = f" at line {test.place.line}" if test.place else ""
    code = f"\n  {test.place.code}" if test.place and test.place.code else ""
    return f"`{test.name}` {what}{where}: {test.message}{code}"


def _say_printed(_: Answer, got: Any) -> str:
    if not got:
        return "Nothing was printed."
    if isinstance(got, str):
        return f"It printed {shown(got)}."
    lines = "".join(f"\n  {time(each[0]):>6}  {each[1]!r}" for each in got[:12])
    return f"It printed:{lines}"


def _say_files(answer: Answer, got: Any) -> str:
    if not isinstance(got, dict) or not got:
        return f"In the end there was nothing in {answer.about[0]!r}."
    return f"In the end there was this in {answer.about[0]!r}:{listed(got)}"


def _say_open_files(_: Answer, got: Any) -> str:
    return f"Nobody closed {', '.join(got)}." if got else "Every file was closed."


SAY: dict[str, Callable[[Answer, Any], str]] = {
    "elapsed": lambda answer, got: f"{answer.run.subject} took {time(got)}.",
    "closed": lambda _, got: f"Its event loop was closed after {time(got)}.",
    "returned": _say_returned,
    "raised": _say_raised,
    "ended": lambda answer, got: f"{answer.run.subject} ended like this: {got}.",
    "at": _say_at,
    "times": lambda answer, got: (
        f"{answer.about[0]!r} happened at {', '.join(map(time, got))}."
        if got
        else f"{answer.about[0]!r} never happened."
    ),
    "overlap": _say_overlap,
    "peak": _say_peak,
    "order": _say_order,
    "blocked": _say_blocked,
    "leftovers": _say_leftovers,
    "unreaped": _say_unreaped,
    "warnings": _say_warnings,
    "output": _say_printed,
    "printed": _say_printed,
    "inner": lambda _, got: (
        f"Inside the group: {', '.join(map(raised, got))}." if got else "It was no group of errors."
    ),
    "files": _say_files,
    "open_files": _say_open_files,
    "left_open": lambda answer, got: (
        f"When {lower(answer.run.subject)} was over, this was not closed: {', '.join(got)}."
        if got
        else "Everything was closed."
    ),
    "buffered": lambda _, got: f"As much as {got:,} bytes had been written and were waiting to be sent.",
    "largest_read": lambda _, got: f"As much as {got:,} bytes were read at once.",
    "final": lambda answer, got: f"In the end, {answer.about[0]!r} was {shown(got)}.",
    "notes": lambda answer, got: f"{answer.about[0]!r}: {shown(got)}.",
    "tests": lambda answer, got: _say_tests(answer.run.recording.tests) if got else NO_TEST,
    "failures": lambda answer, _: _say_failures(answer.run.recording),
    "hanging": lambda answer, _: _say_failures(answer.run.recording),
    "caught_by": lambda answer, _: _say_tests(answer.run.recording.tests, *map(_say_unsound, answer.about)),
}
