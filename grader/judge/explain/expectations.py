"""What was expected instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.judge.explain.words import listed, shown

if TYPE_CHECKING:
    from grader.judge.run import Answer


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


def moments(wanted: list[Any]) -> str:
    """Write several times, each of which may be None for never."""
    return f"[{', '.join('never' if each is None else shown(each) for each in wanted)}]"


def expectation(answer: Answer, op: str, wanted: Any, wanted_text: str) -> str:
    """Say what *answer* should have been: compared by *op* with *wanted*, which is written as *wanted_text*."""
    if op in ("==", "is") and wanted == [] and answer.question in NOTHING_EXPECTED:
        return NOTHING_EXPECTED[answer.question]
    if op == "!=" and not wanted and answer.question in SOMETHING_EXPECTED:
        return SOMETHING_EXPECTED[answer.question]
    if op == "==" and answer.question == "files" and isinstance(wanted, dict):
        return f"Expected this:{listed(wanted)}" if wanted else "Expected nothing."
    if op in ("==", "is") and isinstance(wanted, str | None) and (answer.question, wanted) in JUST_THAT:
        return JUST_THAT[answer.question, wanted]
    if op == "==" and answer.question == "raised" and isinstance(wanted, tuple):
        return f"Expected {': '.join(filter(None, map(str, wanted)))}."
    phrase = EXPECT.get(answer.question, "Expected {}.")
    if op in ("contains", "lacks") or (answer.question == "at" and op != "=="):
        phrase = "Expected {}."
    return phrase.format(f"{COMPARISONS.get(op, op + ' ')}{wanted_text}")


def is_time(answer: Answer, wanted: Any) -> bool:
    """Tell whether *wanted* is a time, as *answer* is one."""
    return answer.question in TIMES and isinstance(wanted, float | int)
