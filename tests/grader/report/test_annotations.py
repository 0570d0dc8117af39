"""Marks on a submission's lines, as commands of GitHub's runner."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
import pytest

from grader.report.annotations import render
from grader.report.formats.results import summary
from grader.report.schema import Report
from tests.grader.report.samples import SAMPLES, SEQUENTIAL, check, exercise, hostile, partial, report

COMMAND = re.compile(r"::(error|warning|notice) ((?:(?:file|line|title)=[^:,\r\n]*,?)+)::([^\r\n]*)")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the commands as the runner reads them: one on each line, and nothing else there."""
    assert text.endswith("\n")
    found = []
    for line in text.removesuffix("\n").split("\n"):
        match = COMMAND.fullmatch(line)
        assert match is not None, line
        fields = dict(field.split("=", 1) for field in match[2].split(","))
        found.append((match[1], {key: decoded(value) for key, value in fields.items()}, decoded(match[3])))
    return found


def decoded(text: str) -> str:
    """Return a value as the runner decodes it."""
    for mark, code in ((":", "%3A"), (",", "%2C"), ("\n", "%0A"), ("\r", "%0D"), ("%", "%25")):
        text = text.replace(code, mark)
    return text


def test_mistakes_are_marked_where_they_are() -> None:
    """An error for the learner's mistake, a warning for ours, nothing for a TODO, and the score."""
    assert commands(render(partial())) == [
        (
            "error",
            {
                "file": "exercises/1_first/alpha.py",
                "line": "12",
                "title": "alpha: The promise number 2 of `alpha` is kept",
            },
            f"'b' started at 2 s, when 'a' had finished. Probably: {SEQUENTIAL.explanation}",
        ),
        (
            "warning",
            {"file": "exercises/1_first/beta.py", "title": "beta: The promise number 2 of `beta` is kept"},
            "The lab died.",
        ),
        (
            "notice",
            {"title": "asynclings"},
            summary(partial()),
        ),
    ]


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_every_line_is_one_command(sample: Callable[[], Report]) -> None:
    """Nothing in a text begins a line of its own, or ends a field."""
    assert commands(render(sample()))[-1][0] == "notice"


@pytest.mark.parametrize("text", ["a,line=1::b", "%0A::error::x", "\r\n::notice::y", "100 %", "x" * 10**6])
def test_hostile_text_stays_in_its_field(text: str) -> None:
    """What a text says arrives as it was, or visibly escaped, and never as another field or command."""
    error, *_ = commands(render(hostile(text)))
    assert error[1]["line"] == "7"
    assert set(error[1]) == {"file", "line", "title"}
    assert len(error[2]) < 1_500


def test_runner_takes_ten() -> None:
    """More than ten of a kind would be dropped in silence, so how many there are is said."""
    made = report(exercise("alpha", *(check("alpha", n, 1) for n in range(25))))
    found = commands(render(made))
    assert [kind for kind, _, _ in found] == ["error"] * 10 + ["notice"]
    assert found[-1][2] == "0 of 25 points. 15 more mistakes are not marked."


def test_same_mistake_is_marked_once() -> None:
    """Five checks that meet one line's mistake give one mark."""
    checks = [msgspec.structs.replace(check("alpha", n, 1), location=check("alpha", 1, 1).location) for n in range(5)]
    assert len(commands(render(report(exercise("alpha", *checks))))) == 2
