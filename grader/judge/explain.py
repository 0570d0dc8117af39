"""Say in the learner's words what happened, and what was expected instead.

What happened never names an expected value, so that it can be told at every level of feedback.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.judge.values import Nothing
from grader.protocol import seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.judge.run import Answer, Run
    from grader.judge.watch import LabDied
    from grader.protocol import DeadlockRecord, Place, Problem, Recording, SpanRecord, TestRecord, WarningRecord

MAX_SHOWN = 160

UNHEARD = ("not thread-safe", "not woken", "callback")
"""Complaints of what nobody hears of, by which a program may end up waiting for ever."""

MAX_WHOLE = 1e15
"""From here on, a float is shown as Python does: it may stand for other whole numbers, too."""

COMPARISONS = {
    "==": "",
    "!=": "anything but ",
    "<": "less than ",
    "<=": "at most ",
    ">": "more than ",
    ">=": "at least ",
    "contains": "to find ",
    "lacks": "not to find ",
    "in": "one of ",
    "not in": "none of ",
    "is": "",
    "is not": "anything but ",
}


@dataclass(frozen=True)
class Explanation:
    """*happened* and *expected* are sentences, *place* is the submission's line they are about."""

    happened: str
    expected: str | None = None
    place: Place | None = None


def shown(value: Any) -> str:
    """Show *value* shortly."""
    text = repr(_plain(value))
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def _plain(value: Any) -> Any:
    """Write whole floats in *value* as checks write them: 8, not 8.0. The two are equal, so no difference is lost."""
    if isinstance(value, float) and value.is_integer() and abs(value) < MAX_WHOLE:
        return int(value)
    if type(value) in (list, tuple):
        return type(value)(map(_plain, value))
    if type(value) is dict:
        return {_plain(key): _plain(each) for key, each in value.items()}
    return value


def _times(wanted: list[Any]) -> str:
    return f"[{', '.join('never' if each is None else shown(each) for each in wanted)}]"


def time(at: float | None) -> str:
    """Show a time, as in "2.5 s"."""
    return "never" if at is None else f"{at:.9g} s"


def comparison(answer: Answer, op: str, got: Any, wanted: Any) -> Explanation:
    """Explain that the check asked for *answer* and compared *got* with *wanted*."""
    is_the_answer = got is answer.value or got == answer.value
    unwanted = _unwanted_complaint(answer, op, wanted) if is_the_answer else None
    if unwanted is not None:
        return Explanation(
            complaint(unwanted), "\n".join(["Expected no such complaint.", *_called(answer.run)]), unwanted.place
        )
    say = SAY.get(answer.question, _say_value) if is_the_answer else _say_computed
    happened = say(answer, got)
    wanted_text = time(wanted) if is_the_answer and _is_time(answer, wanted) else shown(wanted)
    if not is_the_answer and answer.question == "at" and isinstance(wanted, list) and None in wanted:
        wanted_text = _times(wanted)
    expected = _expected(answer, op, wanted, wanted_text) if is_the_answer else f"Expected {wanted_text}."
    if answer.run.backwards:
        expected += "\nThe last test came first."
    expected = "\n".join([expected, *_called(answer.run)])
    return Explanation(happened, expected, _place(answer.run.recording, answer))


def _called(run: Run) -> list[str]:
    """Say what the submission was called with, if it was called."""
    return [f"Called: {run.inputs}"] if run.inputs else []


def _expected(answer: Answer, op: str, wanted: Any, wanted_text: str) -> str:
    if op in ("==", "is") and wanted == [] and answer.question in NOTHING_EXPECTED:
        return NOTHING_EXPECTED[answer.question]
    if op == "!=" and not wanted and answer.question in SOMETHING_EXPECTED:
        return SOMETHING_EXPECTED[answer.question]
    if op == "==" and answer.question == "files" and isinstance(wanted, dict):
        return f"Expected this:{_listed(wanted)}" if wanted else "Expected nothing."
    if op in ("==", "is") and isinstance(wanted, str | None) and (answer.question, wanted) in JUST_THAT:
        return JUST_THAT[answer.question, wanted]
    if op == "==" and answer.question == "raised" and isinstance(wanted, tuple):
        return f"Expected {': '.join(filter(None, map(str, wanted)))}."
    phrase = EXPECT.get(answer.question, "Expected {}.")
    if op in ("contains", "lacks") or (answer.question == "at" and op != "=="):
        phrase = "Expected {}."
    return phrase.format(f"{COMPARISONS.get(op, op + ' ')}{wanted_text}")


def _unwanted_complaint(answer: Answer, op: str, wanted: Any) -> WarningRecord | None:
    """Give the complaint that there was, if a check wanted none of kind *wanted*."""
    if answer.question != "warnings" or op != "lacks":
        return None
    return next((warning for warning in answer.run.recording.warnings if warning.kind == wanted), None)


def _lower(subject: str) -> str:
    return "it" if subject == "It" else subject


def _is_time(answer: Answer, wanted: Any) -> bool:
    return answer.question in TIMES and isinstance(wanted, float | int)


def truth(answer: Answer) -> Explanation:
    """Explain that the check found *answer* not true, without a comparison that could be shown."""
    happened = SAY.get(answer.question, _say_value)(answer, answer.value)
    return Explanation(happened, "\n".join(_called(answer.run)) or None, _place(answer.run.recording, answer))


def unexpected_end(run: Run) -> Explanation:
    """Explain a run that ended otherwise than by returning, while the check expected it to return."""
    recording = run.recording
    inputs = "\n".join(_called(run)) or None
    if recording.problem is not None:
        return problem(recording.problem)
    if recording.todo is not None:
        return Explanation(f"`{recording.todo.message or run.what}` is still a TODO.", None, recording.todo.place)
    if recording.deadlock is not None:
        return _hanging(run, recording.deadlock)
    if recording.budget is not None or recording.killed_by:
        return Explanation(_budget(run), inputs, recording.place)
    failure = recording.raised
    if failure is None:
        return Explanation(f"{run.subject} did not return.", inputs)
    said = f"{failure.type}: {failure.message}" if failure.message else failure.type
    inner = "".join(f"\n  {each.type}: {each.message}" for each in failure.inner)
    return Explanation(f"{run.subject} raised {said}{inner}", inputs, failure.place)


def _hanging(run: Run, found: DeadlockRecord) -> Explanation:
    """Explain a deadlock, with what happened before that nobody has heard of: in another thread, or in a callback."""
    said, place = deadlock(run.subject, found), _deadlock_place(found)
    unheard = next((each for each in run.recording.warnings if each.kind in UNHEARD), None)
    if unheard is not None:
        said, place = f"{said}\n{complaint(unheard)}", unheard.place or place
    return Explanation(said, "\n".join(_called(run)) or None, place)


def is_todo(recording: Recording) -> bool:
    """Tell whether the run met a TODO that nobody has done yet."""
    return recording.todo is not None


def problem(found: Problem) -> Explanation:
    """Explain why nothing of the submission could be run."""
    said = {
        "syntax": f"Python cannot read the file: {found.message}.",
        "policy": f"{found.message[:1].upper()}{found.message[1:]}.",
        "import": f"The file cannot be imported: {found.message}.",
        "load": f"The file's own code fails when it is imported: {found.message}.",
        "missing": f"{found.message[:1].upper()}{found.message[1:]}.",
        "signature": f"{found.message[:1].upper()}{found.message[1:]}.",
        "budget": f"{found.message[:1].upper()}{found.message[1:]}.",
    }[found.kind]
    return Explanation(said, None, found.place)


def death(died: LabDied) -> Explanation:
    """Explain that the process in which the submission ran gave no proper answer."""
    return Explanation(f"Your code ended without a result: {died.detail}.")


def deadlock(what: str, found: DeadlockRecord) -> str:
    """Tell who waits for what, and the cycle if there is one."""
    lines = [f"{what} never ends: everybody waits, and nothing is left that could wake them."]
    for waiter in found.waiters[:8]:
        held = f", held by {waiter.held_by}" if waiter.held_by else ""
        where = f" (line {waiter.place.line})" if waiter.place else ""
        lines.append(f"  {waiter.task} waits for {waiter.waits_for}{held}{where}")
    if len(found.waiters) > 8:  # noqa: PLR2004 (as above)
        lines.append(f"  … and {len(found.waiters) - 8} more")
    if found.cycle:
        lines.append(f"  in a circle: {' → '.join(found.cycle)}")
    return "\n".join(lines)


def _budget(run: Run) -> str:
    recording = run.recording
    if recording.killed_by:
        at = time(seconds(recording.elapsed))
        return f"{recording.killed_by} came at {at} and ended the whole process: nothing handled it."
    return {
        "steps": f"{run.subject} never came to an end: it was still busy after thousands of steps of the loop.",
        "virtual": f"{run.subject} never came to an end: it was still going after {time(seconds(recording.closed))}.",
        "cpu": f"{run.subject} computed without an end, and without ever waiting.",
        "idle": f"{run.subject} waited for something that never comes, and nothing else could happen meanwhile.",
        "exit": f"{run.subject} ended the whole process that it ran in.",
        "size": f"{run.subject} did, or returned, more than can be recorded.",
    }[recording.budget or "cpu"]


def _deadlock_place(found: DeadlockRecord) -> Place | None:
    return next((waiter.place for waiter in found.waiters if waiter.place), None)


# --- What each answer means -----------------------------------------------------------------------------------------


def _say_value(answer: Answer, got: Any) -> str:
    about = f" {', '.join(repr(name) for name in answer.about)}" if answer.about else ""
    return f"{answer.question.capitalize()}{about}: {shown(got)}."


def _say_computed(answer: Answer, got: Any) -> str:
    if answer.question == "raised" and answer.value is not None and got in answer.value:
        return _say_raised(answer, answer.value)
    asked = answer.run.last_answers(answer.question)
    if isinstance(got, list | tuple) and list(got) == [each.value for each in asked[-len(got) :]]:
        return " ".join(SAY.get(each.question, _say_value)(each, each.value) for each in asked[-len(got) :])
    about = f" of {' and '.join(repr(name) for name in answer.about)}" if answer.about else ""
    return f"Looking at {LOOKED_AT.get(answer.question, answer.question)}{about}: {shown(got)}."


def _say_returned(answer: Answer, got: Any) -> str:
    if isinstance(got, Nothing):
        return f"{answer.run.subject} did not return, it raised {answer.run.recording.raised}."
    return returned(answer.run.subject, got)


def returned(subject: str, value: Any) -> str:
    """Tell what *subject* has returned."""
    return f"{subject} returned {shown(value)}."


def _say_raised(answer: Answer, got: Any) -> str:
    if got is None:
        return f"{answer.run.subject} raised nothing: it returned."
    return _sentence(f"{answer.run.subject} raised {_raised(got)}")


def _raised(raised: Any) -> str:
    return f"{raised.type}: {raised.message}" if raised.message else str(raised.type)


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
    listed = ", ".join(map(str, got[:12])) + (", …" if len(got) > 12 else "")  # noqa: PLR2004
    return f"This happened, in this order: {listed}."


def _say_blocked(_: Answer, got: Any) -> str:
    if not got:
        return "Nothing blocked the event loop."
    first = got[0]
    return f"{first.what} blocked the event loop from {time(first.start)} to {time(first.end)}: nothing else could run."


def _say_leftovers(answer: Answer, got: Any) -> str:
    return (
        f"When {_lower(answer.run.subject)} was over, these tasks were still alive: {', '.join(got)}."
        if got
        else "No task was left over."
    )


def _say_unreaped(answer: Answer, got: Any) -> str:
    if not got:
        return "No program was left to itself."
    left = answer.run.recording.unreaped
    when = f"When {_lower(answer.run.subject)} was over,"
    running = [program.name for program in left if program.running]
    if running:
        return f"{when} these programs were still running: {', '.join(running)}."
    return f"{when} nobody had waited for the end of these programs: {', '.join(got)}."


def _say_warnings(answer: Answer, got: Any) -> str:
    if not got:
        return "asyncio complained of nothing."
    return complaint(answer.run.recording.warnings[0])


def complaint(first: WarningRecord) -> str:
    """Tell of a complaint."""
    said = {
        "never awaited": f"coroutine `{first.what}` was never awaited, so it never ran",
        "never retrieved": f"an exception was never retrieved, in {first.what}",
        "destroyed pending": f"{first.what} was lost while it was still pending",
        "callback": first.what,
        "not thread-safe": f"{first.what}{f', which was at line {first.other.line}' if first.other else ''}",
        "not woken": f"a signal's handler did `{first.what}` while the event loop slept, and did not wake it",
        "slow callback": first.what,
        "closed late": f"nobody closed the generator {first.what}, so the event loop had to",
        "never closed": f"nobody closed the generator {first.what}, and its event loop was closed before",
        "loop left open": f"{first.what} was never closed",
        "unclosed": f"{first.what} was never closed",
    }[first.kind]
    return _sentence(f"Called {said}" if first.kind == "not thread-safe" else f"asyncio complained: {said}")


def _sentence(text: str) -> str:
    """End *text* with a full stop, unless what it tells has brought one along."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


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


WHAT_IT_HAD = {
    "running": "started",
    "finished": "finished",
    "failed": "failed",
    "cancelled": "been cancelled",
    "killed": "been killed",
}


def _say_files(answer: Answer, got: Any) -> str:
    if not isinstance(got, dict) or not got:
        return f"In the end there was nothing in {answer.about[0]!r}."
    return f"In the end there was this in {answer.about[0]!r}:{_listed(got)}"


def _listed(files: dict[str, Any]) -> str:
    return "".join(f"\n  {name}: {shown(content)}" for name, content in [*files.items()][:12])


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
        f"Inside the group: {', '.join(map(_raised, got))}." if got else "It was no group of errors."
    ),
    "files": _say_files,
    "open_files": _say_open_files,
    "left_open": lambda answer, got: (
        f"When {_lower(answer.run.subject)} was over, this was not closed: {', '.join(got)}."
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

NO_TEST = "No test was found: pytest takes functions whose names begin with `test_`."

TIMES = frozenset({"elapsed", "closed", "at", "overlap"})

NOTHING_EXPECTED = {
    "leftovers": "Expected no task to be left over.",
    "unreaped": "Expected every program to have ended, and its end to have been waited for.",
    "blocked": "Expected nothing to hold up the loop.",
    "warnings": "Expected no complaint.",
    "open_files": "Expected every file to be closed.",
    "left_open": "Expected every connection, and every server, to be closed.",
    "printed": "Expected nothing to be printed.",
    "times": "Expected it never to happen.",
    "failures": "Expected every test to pass.",
    "hanging": "Expected every test to come to an end.",
}

SOMETHING_EXPECTED = {
    "warnings": "Expected a complaint.",
    "tests": "Expected a test.",
    "failures": "Expected a test to fail.",
    "caught_by": "Expected a test that passes with what is right to fail with this.",
}

JUST_THAT = {
    ("at", None): "Expected it never to happen.",
    ("raised", None): "Expected no exception.",
    ("ended", "killed"): "Expected a signal to end the whole process, as it does when nothing handles it.",
}

EXPECT = {
    "overlap": "Expected them to run together for {}.",
    "at": "Expected it at {}.",
    "closed": "Expected it to be closed after {}.",
    "peak": "Expected {} at the same time.",
    "leftovers": "Expected to find {}.",
    "unreaped": "Expected to find {}.",
    "blocked": "Expected to find {}.",
    "warnings": "Expected to find {}.",
    "largest_read": "Expected {} bytes at once.",
    "buffered": "Expected {} bytes.",
}

FILES_ASKED = frozenset({"open_files", "largest_read"})
OF_TESTS = ("tests", "failures", "hanging", "caught_by")

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


def _tests_that_ran(recording: Recording) -> list[Any]:
    return [test for test in recording.tests if test.outcome != "skipped"]


LEFT: dict[str, Callable[[Recording], list[Any]]] = {
    "left_open": lambda recording: recording.left_open,
    "unreaped": lambda recording: sorted(recording.unreaped, key=lambda left: not left.running),
}
"""What is left when a call is over, by the question that asks for it; what matters most comes first."""


def _place(recording: Recording, answer: Answer) -> Place | None:
    """Find the submission's line that an answer is about."""
    if answer.question in FILES_ASKED:
        return _place_of_file(recording, answer)
    if answer.question in LEFT or answer.question in OF_TESTS:
        chosen = LEFT.get(answer.question, _tests_that_ran)(recording)
        found = next((each.place for each in chosen if each.place), None)
        if found is not None or answer.question in LEFT:
            return found
    if recording.raised is not None and recording.raised.place is not None:
        return recording.raised.place
    if recording.blocked:
        return recording.blocked[0].place
    complaints = [warning.place for warning in recording.warnings if warning.place]
    if complaints:
        return complaints[0]
    about = [span for span in recording.spans if span.name in answer.about] or recording.spans
    places = [span.place for span in about if span.place]
    return places[-1] if places else None


def _place_of_file(recording: Recording, answer: Answer) -> Place | None:
    """Find the line that opened the file that an answer is about."""
    if answer.question == "open_files":
        chosen = [file for file in recording.files if file.name in answer.value]
    else:
        chosen = [file for file in recording.files if file.largest_read == answer.value]
    return next((file.place for file in chosen if file.place), None)
