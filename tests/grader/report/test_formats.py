"""The report in other programs' formats: each as its consumer wants it, whatever was submitted."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest

from grader.course import UserError
from grader.report.formats import classroom, classroom50, gradescope, junit
from grader.report.formats.classroom50 import Identity
from grader.report.formats.results import scale
from grader.report.schema import Report
from tests.grader.report.samples import SAMPLES, check, exercise, hostile, partial, perfect, report, waiting

VARIABLES = {
    "CLASSROOM": "cs-1",
    "ASSIGNMENT": "waiting",
    "SUBMISSION_TAG": "submit/2026-11-02T10-00-00Z",
    "COMMIT_URL": "https://github.com/o/r/commit/1",
    "RELEASE_URL": "https://github.com/o/r/releases/tag/1",
}
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
IDENTITY = Identity.read(VARIABLES, NOON)
FORMATS: dict[str, Callable[[Report], str]] = {
    "junit.xml": junit.render,
    "gradescope.json": gradescope.render,
    "classroom.json": classroom.render,
    "classroom50.json": lambda made: classroom50.render(made, IDENTITY),
}

every_sample = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)


@every_sample
@pytest.mark.parametrize("name", FORMATS)
def test_format_is_what_it_was(sample: Callable[[], Report], name: str, golden: Callable[[str, str], None]) -> None:
    """What consumers get changes only on purpose."""
    golden(f"{sample.__name__}.{name}", FORMATS[name](sample()))


@pytest.mark.parametrize("name", FORMATS)
def test_format_has_nothing_that_moves_a_cursor(name: str) -> None:
    """No control character gets through, nor half of a surrogate pair, nor what turns the direction of text."""
    text = FORMATS[name](hostile())
    assert not set(text) & set("\x00\x1b\r\ud800\uffff\u202e\u2028")


@pytest.mark.parametrize("name", FORMATS)
def test_format_cuts_what_is_endless(name: str) -> None:
    """A million characters in every text are told in a few, and how many are missing is said."""
    text = FORMATS[name](hostile("\x1b" * 10**6))
    assert len(text) < 200_000
    assert "more characters" in text


# --- JUnit ------------------------------------------------------------------------------------------------------------


@every_sample
def test_junit_is_valid_xml(sample: Callable[[], Report]) -> None:
    """It parses as XML 1.0, has pytest's elements and attributes alone, and its counts are those of its cases."""
    root = ET.fromstring(junit.render(sample()))  # noqa: S314 - our own
    assert root.tag == "testsuites"
    for suite in root:
        assert suite.tag == "testsuite"
        assert set(suite.attrib) == {"name", "tests", "failures", "errors", "skipped", "time"}
        for label, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.attrib[label]) == len(suite.findall(f"testcase/{tag}"))
        assert int(suite.attrib["tests"]) == len(suite) == len(suite.findall("testcase"))
        for case in suite:
            assert set(case.attrib) == {"classname", "name", "time"}
            first, *rest = case
            assert first.tag == "properties"
            assert [set(found.attrib) for found in first] == [{"name", "value"}] * 3
            assert all(found.tag in {"failure", "error", "skipped"} and "message" in found.attrib for found in rest)
            assert len(rest) <= 1
    totals = {key: sum(int(suite.attrib[key]) for suite in root) for key in ("tests", "failures", "errors", "skipped")}
    assert {key: int(root.attrib[key]) for key in totals} == totals


def test_junit_keeps_what_was_said() -> None:
    """`]]>` and other marks of XML arrive as they were printed."""
    root = ET.fromstring(junit.render(hostile("a ]]> <b> & \"c\" 'd'")))  # noqa: S314 - our own
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.attrib["message"] == "a ]]> <b> & \"c\" 'd'"
    assert (failure.text or "").startswith("a ]]> <b> & \"c\" 'd'\n")


# --- Gradescope -------------------------------------------------------------------------------------------------------

TEXT_FORMATS = {"text", "html", "simple_format", "md", "ansi"}
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}


@every_sample
def test_gradescope_keeps_to_its_fields(sample: Callable[[], Report]) -> None:
    """Every field is one that Gradescope knows, with a value that it allows."""
    made = sample()
    found = json.loads(gradescope.render(made))
    texts = {"output_format", "test_output_format", "test_name_format"}
    seen = {"visibility", "stdout_visibility"}
    assert set(found) == {"score", "execution_time", "output", "extra_data", "tests"} | texts | seen
    assert {found[key] for key in texts} <= TEXT_FORMATS
    assert {found[key] for key in seen} <= VISIBILITIES
    known = {"score", "max_score", "status", "name", "number", "output", "tags", "visibility", "extra_data"}
    for test in found["tests"]:
        assert known - {"status"} <= set(test) <= known
        assert test.get("status", "passed") in {"passed", "failed"}
        assert 0 <= test["score"] <= test["max_score"]
        assert isinstance(test["name"], str)
        assert all(isinstance(tag, str) for tag in test["tags"])
    assert (found["score"], sum(test["max_score"] for test in found["tests"])) == (made.points, made.max_points)


def test_gradescope_says_what_waits() -> None:
    """What waits keeps its points in the total, has no status, and is said."""
    found = json.loads(gradescope.render(report(exercise("alpha", waiting("alpha", 4)))))
    assert found["output"] == "0 of 4 points. 4 of them wait for checks that are not here."
    assert [(test["max_score"], test.get("status"), test["name"]) for test in found["tests"]] == [
        (4, None, "alpha: waiting: Hidden checks, which are not shipped here")
    ]


# --- GitHub Classroom -------------------------------------------------------------------------------------------------

CLASSROOM_TEST = {
    "name": str,
    "status": str,
    "message": str,
    "test_code": str,
    "task_id": str,
    "filename": str,
    "line_no": int,
    "duration": int,
    "score": float | int,
    "output": str,
}


def reads_as_classroom(payload: str) -> dict[str, Any]:
    """Return the payload as the reporter reads it, after looking at all that it relies on."""
    found: dict[str, Any] = json.loads(base64.b64decode(base64.b64encode(payload.encode())))
    assert set(found) == {"version", "status", "message", "max_score", "tests"}
    assert (found["version"], type(found["max_score"])) == (3, int)
    assert found["status"] in {"pass", "fail", "error"}
    for test in found["tests"]:
        assert set(test) == set(CLASSROOM_TEST)
        assert all(isinstance(test[key], kind) for key, kind in CLASSROOM_TEST.items())
        assert test["status"] in {"pass", "fail", "error"}
        assert len(test["output"]) <= 500
        assert "\n" not in test["name"] + test["message"]
    assert payload.isascii()
    assert payload.count("\n") == 1
    assert len(base64.b64encode(payload.encode())) < 128 * 1024 - 100
    return found


@every_sample
def test_classroom_gives_what_the_reporter_reads(sample: Callable[[], Report]) -> None:
    """Its points are the sum over the tests and `max_score`."""
    made = sample()
    found = reads_as_classroom(classroom.render(made))
    assert sum(test["score"] for test in found["tests"]) * made.max_points == found["max_score"] * made.points


@pytest.mark.parametrize(
    ("made", "status"),
    [(perfect(), "pass"), (partial(), "error"), (report(exercise("a", check("a", 1, 5))), "fail")],
    ids=["all passed", "a fault of ours", "failed"],
)
def test_classroom_status_makes_the_step_fail(made: Report, status: str) -> None:
    """The step passes when everything here did, and an error of the grader's is none of the learner's."""
    assert reads_as_classroom(classroom.render(made))["status"] == status


def test_classroom_tells_a_whole_course_in_one_variable() -> None:
    """However many checks failed with however much to say, an environment variable holds it."""
    made = report(*(exercise(f"t{n}", *(check(f"t{n}", m, 1) for m in range(9))) for n in range(40)))
    assert len(reads_as_classroom(classroom.render(made))["tests"]) == 360
    huge = report(*(exercise(f"t{n}", *(check(f"t{n}", m, 1) for m in range(30))) for n in range(40)))
    tests = reads_as_classroom(classroom.render(huge))["tests"]
    assert len(tests) == 40
    assert tests[0]["message"] == "0 of 30 checks pass. 'b' started at 0 s, when 'a' had finished."


def test_classroom_maximum_is_whole() -> None:
    """Points whose total is no whole number are multiplied until it is."""
    made = report(exercise("a", check("a", 1, 1.25, passed=True), check("a", 2, 1)))
    found = reads_as_classroom(classroom.render(made))
    assert (found["max_score"], [test["score"] for test in found["tests"]]) == (9, [5, 0])


def test_classroom_refusal_has_tests() -> None:
    """When nothing could be graded, the reporter still finds its `tests`."""
    found = reads_as_classroom(classroom.refusal("No such exercise.\nNext: nox -s list"))
    assert (found["status"], found["message"], found["tests"]) == (
        "error",
        "No such exercise.\\nNext: nox -s list",
        [],
    )


# --- Classroom 50 -----------------------------------------------------------------------------------------------------


def collected(payload: str) -> dict[str, Any]:
    """Return a result after all that Classroom 50's collector refuses was looked for."""
    found: dict[str, Any] = json.loads(payload)
    texts = ["classroom", "assignment", "submission", "commit", "release", "review", "datetime"]
    assert list(found) == ["schema", *texts, "score", "max-score", "tests"]
    assert found["schema"] == "classroom50/result/v1"
    assert all(isinstance(found[key], str) and found[key] for key in texts)
    assert found["submission"].startswith("submit/")
    assert isinstance(found["tests"], list)
    assert found["tests"]
    for entry in [found, *found["tests"]]:
        assert (type(entry["score"]), type(entry["max-score"])) == (int, int)
        assert 0 <= entry["score"] <= entry["max-score"]
    for test in found["tests"]:
        assert isinstance(test["test-name"], str)
        assert test["test-name"]
        assert isinstance(test["passed"], bool)
    for key in ("score", "max-score"):
        assert sum(test[key] for test in found["tests"]) == found[key]
    return found


@every_sample
def test_classroom50_is_accepted(sample: Callable[[], Report]) -> None:
    """No result is refused, and its share of the points is exactly the report's."""
    made = sample()
    found = collected(classroom50.render(made, IDENTITY))
    assert found["score"] * made.max_points == found["max-score"] * made.points


def test_classroom50_of_nothing_is_no_missing_autograder() -> None:
    """Without tests the runner would say that there is no autograder."""
    assert len(collected(classroom50.render(report(), IDENTITY))["tests"]) == 1


@pytest.mark.parametrize(
    ("numbers", "factor"),
    [([], 1), ([1, 2.0], 1), ([0.5, 2], 2), ([0.25, 0.1], 20), ([0.333333], 1_000_000)],
    ids=str,
)
def test_scale_loses_nothing(numbers: list[float], factor: int) -> None:
    """The factor is the smallest that makes every number whole."""
    assert scale(numbers) == factor


def test_classroom50_identity_comes_from_the_runner() -> None:
    """Without a page to review on, it is the commit."""
    assert msgspec.structs.astuple(IDENTITY) == (
        "cs-1",
        "waiting",
        "submit/2026-11-02T10-00-00Z",
        "https://github.com/o/r/commit/1",
        "https://github.com/o/r/releases/tag/1",
        "https://github.com/o/r/commit/1",
        "2026-11-02T12:00:00Z",
    )
    assert Identity.read({**VARIABLES, "REVIEW_URL": "https://x"}, NOON).review == "https://x"


@pytest.mark.parametrize("key", VARIABLES)
def test_classroom50_is_not_written_without_an_identity(key: str) -> None:
    """A result without it would be refused later, where nobody looks."""
    with pytest.raises(UserError, match=key):
        Identity.read({**VARIABLES, key: ""}, NOON)


def test_classroom50_takes_only_its_own_tags() -> None:
    """The collector takes no other submission."""
    with pytest.raises(UserError, match="SUBMISSION_TAG is 'v1'"):
        Identity.read({**VARIABLES, "SUBMISSION_TAG": "v1"}, NOON)
