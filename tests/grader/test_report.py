"""The report: what it is made of, what each level leaves out, and how it is saved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from grader.course import Course, Exercise, UserError
from grader.judge.submission import Submission, SubmittedFile
from grader.judge.suites import Scope, Suites
from grader.judge.verdict import Bar, Diagnosis, ExerciseVerdict, Row, Timeline, Verdict
from grader.protocol import Place
from grader.report.build import Made, build
from grader.report.save import check_writable, save
from grader.report.schema import Level, Report, decode, encode, json_schema
from grader.sandbox.confinement import strongest

ALPHA = Exercise(topic="alpha", part="1_first", title="About alpha", minutes=15, hints=("a", "b", "c"), number="1.1")
FILE = "exercises/1_first/alpha.py"
DIAGNOSIS = Diagnosis("sequential-await", "one waits for the other.", "https://docs.python.org/3/")
TIMELINE = Timeline(3.0, (Row("secret", (Bar(0.0, 3.0),)),))


def verdict(name: str, *, passed: bool = True, hidden: bool = False, points: float = 5) -> Verdict:
    """Return a verdict; a failed one says all that it can."""
    bare = Verdict(
        id=f"alpha::test_{name}",
        promise=f"It does {name}.",
        hidden=hidden,
        status="passed" if passed else "failed",
        points=points if passed else 0,
        max_points=points,
    )
    if passed:
        return bare
    return msgspec.structs.replace(
        bare,
        diagnosis=DIAGNOSIS,
        happened="It took 3 s.",
        expected="Expected 2 s.",
        place=Place(line=4, code="    await secret()"),
        timeline=TIMELINE,
        output="inputs: secret\n",
    )


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    """Return a folder with both suites."""
    for suite in ("public", "hidden"):
        path = tmp_path / suite / ALPHA.suite_file
        path.parent.mkdir(parents=True)
        path.write_text(f"# {suite}", encoding="utf-8")
    return tmp_path


def report(
    tests: Path, checks: Sequence[Verdict], *, scope: Scope = "all", level: Level = "full", problem: str | None = None
) -> Report:
    """Build a report on one exercise."""
    made = Made(
        course=Course(tests, "3.11", {}, {}, (ALPHA,)),
        submission=Submission({"alpha": SubmittedFile(FILE, "text")}),
        suites=Suites(tests, scope),
        seed=7,
        elapsed=0.1234,
        python="3.11.7",
    )
    place = None if problem is None else Place(line=3, code="    def")
    found = ExerciseVerdict(topic="alpha", checks=tuple(checks), problem=problem, problem_place=place, output="")
    return build([found], made, level=level)


def test_report_adds_up(tests: Path) -> None:
    """Only what passed gives points; everything that made the grade is named."""
    made = report(tests, [verdict("a"), verdict("b", passed=False)])
    assert (made.points, made.max_points, made.waiting, made.percent) == (5, 10, 0, 50)
    assert (made.seed, made.python, made.suite.scope, made.confinement, made.elapsed) == (
        7,
        "3.11.7",
        "all",
        strongest().name,
        0.123,
    )


def test_report_in_full(tests: Path) -> None:
    """At the level "full", a failed check says everything."""
    check = report(tests, [verdict("a", passed=False, hidden=True)]).exercises[0].checks[0]
    assert msgspec.to_builtins(check) == {
        "id": "alpha::test_a",
        "promise": "It does a.",
        "hidden": True,
        "status": "failed",
        "points": 0,
        "max_points": 5,
        "diagnosis": msgspec.to_builtins(DIAGNOSIS),
        "message": "It took 3 s.\nExpected 2 s.",
        "location": {"file": FILE, "line": 4, "code": "    await secret()"},
        "timeline": msgspec.to_builtins(TIMELINE),
    }


def test_promise_names_no_input_of_a_hidden_check(tests: Path) -> None:
    """At the level "promise", a hidden check keeps its diagnosis, place and picture, and loses values and names."""
    made = report(tests, [verdict("a", passed=False, hidden=True)], level="promise")
    check = made.exercises[0].checks[0]
    assert check.diagnosis == DIAGNOSIS
    assert check.location is not None
    assert check.timeline == Timeline(3.0, (Row("#1", (Bar(0.0, 3.0),)),))
    assert check.message is None
    assert made.exercises[0].output == ""


def test_promise_tells_public_checks_in_full(tests: Path) -> None:
    """Public checks lie on everybody's disk: there is nothing to keep."""
    made = report(tests, [verdict("a", passed=False)], level="promise")
    assert made.exercises[0].checks[0].message == "It took 3 s.\nExpected 2 s."
    assert made.exercises[0].output == "inputs: secret\n"


@pytest.mark.parametrize("hidden", [True, False], ids=["hidden", "public"])
def test_score_says_nothing_but_the_score(tests: Path, hidden: bool) -> None:  # noqa: FBT001 - a parameter of pytest's
    """At the level "score", a check has its promise, its result and its points."""
    made = report(tests, [verdict("a", passed=False, hidden=hidden)], level="score")
    told = {key: value for key, value in msgspec.to_builtins(made.exercises[0].checks[0]).items() if value is not None}
    assert sorted(told) == ["hidden", "id", "max_points", "points", "promise", "status"]
    assert made.exercises[0].output == ""
    assert made.exercises[0].next_step is None


def test_score_names_no_line_of_a_problem(tests: Path) -> None:
    """At the level "score", a problem is named, since nothing was checked, but not its line."""
    made = report(tests, [verdict("a", passed=False)], level="score", problem="alpha.py is no Python.").exercises[0]
    assert (made.problem, made.location, made.next_step) == ("alpha.py is no Python.", None, None)


def test_missing_suite_waits(tests: Path) -> None:
    """A suite that is not shipped keeps its points in the total, as waiting."""
    (tests / "hidden" / ALPHA.suite_file).unlink()
    made = report(tests, [verdict("a", points=4)])
    check = made.exercises[0].checks[-1]
    assert (check.id, check.status, check.max_points, check.hidden) == ("alpha::waiting", "waiting", 6, True)
    assert check.promise == "Hidden checks, which are not shipped here."
    assert (made.points, made.max_points, made.waiting, made.percent, made.suite.scope) == (4, 10, 6, 100, "public")


@pytest.mark.parametrize(
    ("scope", "promise"),
    [
        ("public", "Hidden checks, left out by --suite public."),
        ("hidden", "Public checks, left out by --suite hidden."),
        ("all", "These points belong to no check yet."),
    ],
)
def test_waiting_says_why(tests: Path, scope: Scope, promise: str) -> None:
    """A waiting check says whether its suite was left out or has too few points."""
    assert report(tests, [verdict("a")], scope=scope).exercises[0].checks[-1].promise == promise


def test_problem_without_checks_waits_for_nothing(tests: Path) -> None:
    """Points that a problem costs are lost, not waiting."""
    made = report(tests, [], problem="It does not parse.")
    assert (made.points, made.max_points, made.waiting) == (0, 10, 0)


@pytest.mark.parametrize(
    ("checks", "problem", "step"),
    [
        ([verdict("a"), verdict("b")], None, None),
        ([verdict("a", passed=False)], None, "nox -s hint -- alpha"),
        ([verdict("a", passed=False)], "It does not parse.", "nox -s grade -- alpha"),
    ],
    ids=["done", "failed", "problem"],
)
def test_next_step_is_a_command(tests: Path, checks: list[Verdict], problem: str | None, step: str | None) -> None:
    """What is not finished ends in a command."""
    assert report(tests, checks, problem=problem).exercises[0].next_step == step


@pytest.mark.parametrize(
    ("file", "command"),
    [
        (FILE, "nox -s grade -- alpha"),
        ("solutions/1_first/alpha.py", "nox -s grade -- alpha --from solutions/1_first/alpha.py"),
        ("/home/ada/my work/a.py", "nox -s grade -- alpha --from '/home/ada/my work/a.py'"),
    ],
    ids=["own", "elsewhere", "quoted"],
)
def test_grading_again_names_the_same_file(tests: Path, file: str, command: str) -> None:
    """The next command grades what was graded, wherever it lies."""
    exercise = report(tests, [verdict("a")]).exercises[0]
    assert msgspec.structs.replace(exercise, file=file).grade == command


def test_digest_follows_the_checks(tests: Path) -> None:
    """Equal digests mean equal checks: another suite, or another content, is another digest."""
    suites = Suites(tests)
    whole, public = suites.digest([ALPHA]), Suites(tests, "public").digest([ALPHA])
    (tests / "public" / ALPHA.suite_file).write_text("# changed", encoding="utf-8")
    assert len({whole, public, suites.digest([ALPHA])}) == 3
    assert whole.startswith("sha256:")


def test_errors_are_counted(tests: Path) -> None:
    """A check that failed by the grader's fault is an error, without points."""
    error = msgspec.structs.replace(verdict("a"), status="error")
    made = report(tests, [error, verdict("b")])
    assert (made.errors, made.points, made.exercises[0].finished) == (1, 5, False)


def test_report_survives_json(tests: Path) -> None:
    """What was saved is read as what it was."""
    made = report(tests, [verdict("a", passed=False), verdict("b")])
    assert decode(encode(made)) == made
    assert json.loads(encode(made))["schema"] == "asynclings/report/v1"


def test_schema_is_closed_and_names_its_version() -> None:
    """The JSON Schema knows every field and no other."""
    report_schema = json_schema()["$defs"]["Report"]
    assert report_schema["additionalProperties"] is False
    assert report_schema["properties"]["schema"]["enum"] == ["asynclings/report/v1"]


def test_save_replaces_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """A saved file has the new content, and no other file is left."""
    path = tmp_path / "report.json"
    path.write_bytes(b"old")
    save(path, b"new")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"new", [path])


def test_save_keeps_the_old_file_when_it_is_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption leaves the old content, and no half-written file."""

    def interrupt(_self: Path, _target: Path) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "report.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(path, b"new")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"old", [path])


def test_save_follows_a_link(tmp_path: Path) -> None:
    """A link stays a link, and what it leads to is replaced."""
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_bytes(b"old")
    link.symlink_to(target)
    save(link, b"new")
    assert (target.read_bytes(), link.is_symlink()) == (b"new", True)


def test_save_says_when_the_system_refuses(tmp_path: Path) -> None:
    """A refusal is a plain message."""
    with pytest.raises(UserError, match=r"could not be saved as .*: No such file or directory\."):
        save(tmp_path / "nowhere" / "report.json", b"")


def test_check_writable_names_the_folder_that_is_missing(tmp_path: Path) -> None:
    """Before a grade, a folder that is missing is named, with the command that makes it."""
    with pytest.raises(UserError, match=r"There is no folder .*nowhere to save the report in\.\nNext: mkdir -p"):
        check_writable(tmp_path / "nowhere" / "report.json")
    with pytest.raises(UserError, match="is a folder: the report needs the name of a file"):
        check_writable(tmp_path)
