"""The commands, with a stand-in for the judge: what they take, print, save, and how they exit."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.cli import main
from grader.course import UserError
from grader.judge.submission import Submission
from grader.judge.suites import Suites
from grader.judge.verdict import ExerciseVerdict, Status, Verdict
from grader.protocol import Place
from grader.report.schema import Report, decode
from grader.sandbox import confinement
from grader.sandbox.confinement import LIMITS, Confinement, strongest

COURSE = """
python = "3.11"
parts = { 1_first = "First", 2_second = "Second" }
tracks = {}

[[exercises]]
topic = "alpha"
part = "1_first"
title = "About alpha"
minutes = 15
hints = ["Hint one.", "Hint two.", "Hint three."]

[[exercises]]
topic = "beta"
part = "2_second"
title = "About beta"
minutes = 60
prerequisites = ["alpha"]
hints = ["Hint one.", "Hint two.", "Hint three."]
"""
LONG = "x" * 5_000
FILES = ("1_first/{}alpha.py", "2_second/{}beta.py")


class FakeJudge:
    """Grades by the text: a file with "right" passes, one with "error" is an error, any other fails."""

    def __init__(self) -> None:
        self.asked: list[tuple[Submission, Suites, int]] = []
        self.promise = "It works."
        self.hidden = False
        self.output = ""

    def __call__(
        self, submission: Submission, *, suites: Suites, seed: int, progress: Callable[[str], None] | None
    ) -> list[ExerciseVerdict]:
        """Grade *submission*."""
        self.asked.append((submission, suites, seed))
        verdicts = []
        for topic, file in submission.files.items():
            if progress is not None:
                progress(topic)
            text = file.text or ""
            status: Status = "passed" if "right" in text else "error" if "error" in text else "failed"
            check = Verdict(
                id=f"{topic}::test_it",
                promise=self.promise,
                hidden=self.hidden,
                status=status,
                points=10 if status == "passed" else 0,
                max_points=10,
                happened="It took 7 s." if status == "failed" else None,
                place=Place(line=4, code="    await it") if status == "failed" else None,
            )
            verdicts.append(ExerciseVerdict(topic=topic, checks=(check,), problem=file.problem, output=self.output))
        return verdicts


@pytest.fixture
def judge() -> FakeJudge:
    """Return a stand-in for the judge."""
    return FakeJudge()


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to the folder of a course: alpha is solved, beta is not."""
    for folder, prefix in (("exercises", ""), ("tests/public", "test_"), ("tests/hidden", "test_")):
        for file, text in zip(FILES, ("right", "wrong"), strict=True):
            path = tmp_path / folder / file.format(prefix)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    (tmp_path / "exercises" / "course.toml").write_text(COURSE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def shown_files(judge: FakeJudge) -> list[str]:
    """Return the paths of what was graded last."""
    return [file.display for file in judge.asked[-1][0].files.values()]


def test_grade_takes_the_whole_course(root: Path, judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    """Without words every exercise is graded, and the first unfinished one is told in full."""
    assert main(["grade"], judge) == 0
    submission, suites, seed = judge.asked[0]
    assert (list(submission.files), suites, seed) == (["alpha", "beta"], Suites(root / "tests", "all"), 0)
    out, err = capsys.readouterr()
    assert out.count("\n10 of 20 points.\n") == 1
    unconfined = out.endswith("\nYour code ran with limits, not in a sandbox: fine for code of your own.\n")
    assert unconfined == (strongest().level == "limits")
    assert "\n2.1 beta " in out
    assert err == ""


@pytest.fixture
def confined(monkeypatch: pytest.MonkeyPatch) -> Callable[[Confinement], None]:
    """Return what makes a confinement the strongest one here."""
    return lambda found: monkeypatch.setattr(confinement, "strongest", lambda: found)


BOXED = Confinement("bubblewrap", "bubblewrap 1 + seccomp", program="/bwrap")
GAPPED = Confinement("landlock", "Landlock 5 + seccomp", ("this and that",))


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("found", "words", "told"),
    [
        (BOXED, [], None),
        (BOXED, ["--all"], "Sandbox: bubblewrap 1 + seccomp."),
        (BOXED, ["--sandbox", "require"], None),
        (BOXED, ["--sandbox", "off"], "Your code ran with limits, not in a sandbox: fine for code of your own."),
        (GAPPED, [], None),
        (GAPPED, ["--from", "exercises"], "Sandbox: Landlock 5 + seccomp. Not covered: this and that."),
        (GAPPED, ["--sandbox", "require", "--all"], "Sandbox: Landlock 5 + seccomp. Not covered: this and that."),
        (LIMITS, [], "Your code ran with limits, not in a sandbox: fine for code of your own."),
        (
            LIMITS,
            ["--all"],
            "Sandbox: limits only. Not covered: your files can be read, and the network reached.",
        ),
    ],
)
def test_grade_tells_what_confined_it(  # noqa: PLR0913, PLR0917 (three are columns of the table)
    judge: FakeJudge,
    capsys: pytest.CaptureFixture[str],
    confined: Callable[[Confinement], None],
    found: Confinement,
    words: list[str],
    told: str | None,
) -> None:
    """In one line, and only where something is not covered, or if all is to be shown."""
    confined(found)
    assert main(["grade", *words], judge) == 0
    lines = capsys.readouterr().out.splitlines()
    assert next((line for line in reversed(lines) if "andbox" in line), None) == told


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(("sandbox", "name"), [("auto", "bubblewrap 1 + seccomp"), ("off", "limits only")])
def test_report_says_what_confined_it(
    judge: FakeJudge, confined: Callable[[Confinement], None], sandbox: str, name: str
) -> None:
    """What is asked for is what the report says."""
    confined(BOXED)
    assert main(["grade", "--sandbox", sandbox, "--json", "report.json"], judge) == 0
    assert decode(Path("report.json").read_bytes()).confinement == name


@pytest.mark.usefixtures("root")
def test_required_sandbox_that_cannot_be_had_is_not_graded(
    judge: FakeJudge, capsys: pytest.CaptureFixture[str], confined: Callable[[Confinement], None]
) -> None:
    """It says why, and which command would help; nothing has run."""
    confined(msgspec.structs.replace(LIMITS, why_not="the moon is full"))
    assert main(["grade", "--sandbox", "require"], judge) == 2
    out, err = capsys.readouterr()
    assert err.startswith("Nothing is graded: code cannot be confined here, because the moon is full.\nNext: ")
    assert (out, judge.asked) == ("", [])


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("words", "files"),
    [
        (["beta"], ["exercises/2_second/beta.py"]),
        (["1", "2.1"], ["exercises/1_first/alpha.py", "exercises/2_second/beta.py"]),
        (["exercises/1_first/alpha.py"], ["exercises/1_first/alpha.py"]),
        (["tests/hidden/1_first/test_alpha.py"], ["tests/hidden/1_first/test_alpha.py"]),
        (["alpha", "--from", "exercises/2_second/beta.py"], ["exercises/2_second/beta.py"]),
        (["--from", "exercises/2_second/beta.py"], ["exercises/2_second/beta.py"]),
        (["beta", "--from", "exercises"], ["exercises/2_second/beta.py"]),
    ],
    ids=["topic", "several", "path", "path elsewhere", "file", "file alone", "folder"],
)
def test_grade_takes_what_is_named(judge: FakeJudge, words: list[str], files: list[str]) -> None:
    """A word chooses exercises, a path is graded itself, and --from says where to read."""
    assert main(["grade", *words], judge) == 0
    assert shown_files(judge) == files


@pytest.mark.usefixtures("root")
def test_grade_passes_suite_and_seed_on(judge: FakeJudge) -> None:
    """The judge gets what was asked for."""
    assert main(["grade", "--suite", "public", "--seed", "7"], judge) == 0
    assert (judge.asked[0][1].scope, judge.asked[0][2]) == ("public", 7)


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(("percent", "status"), [("50", 0), ("50.1", 1), ("100", 1)])
def test_grade_exits_with_1_below_the_threshold(judge: FakeJudge, percent: str, status: int) -> None:
    """At the threshold is not below it."""
    assert main(["grade", "--fail-under", percent], judge) == status


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["alpa"], "No exercise or part is called 'alpa'. Did you mean 'alpha'? See them all:\nNext: nox -s list\n"),
        (["--from", "nowhere"], "nowhere is no folder that can be read: expected one like exercises/"),
        (
            ["--json", "nowhere/report.json"],
            "There is no folder nowhere to save the report in.\nNext: mkdir -p nowhere",
        ),
        (["alpha", "beta", "--from", "exercises/1_first/alpha.py"], "is one file, and 2 exercises are asked for."),
        (["--from", "tests/hidden/../odd.py"], "No exercise or part is called 'tests/hidden/../odd.py'."),
        (["--suite", "secret"], "Invalid value for '--suite'"),
        (["--seed", "-1"], "Invalid value for '--seed'"),
        (["--fail-under", "101"], "Invalid value for '--fail-under'"),
        (["--fail-under", "nan"], "Invalid value for '--fail-under'"),
        (["--colour"], "No such option"),
    ],
)
def test_mistake_is_a_plain_message(
    judge: FakeJudge, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """What cannot be graded exits with 2 and says why, without a traceback, before anything is run."""
    assert main(["grade", *arguments], judge) == 2
    out, err = capsys.readouterr()
    assert message in err
    assert (out, judge.asked) == ("", [])


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["grade", LONG], f"No exercise or part is called '{'x' * 30}…{'x' * 30}'. See them all:"),
        (["grade", f"{LONG}/{LONG}.py"], f"No exercise or part is called '{'x' * 30}…{'x' * 27}.py'. See them all:"),
        (["hint", LONG], f"No exercise or part is called '{'x' * 30}…{'x' * 30}'. See them all:"),
        (["play", LONG], f"No exercise or part is called '{'x' * 30}…{'x' * 30}'. See them all:"),
        (["grade", f"{LONG}/alpha.py"], "alpha.py' is too long for the name of a file. Look at what was typed.\n"),
        (["grade", "--from", LONG], "xxx' is too long for the name of a file. Look at what was typed.\n"),
        (["grade", "--json", LONG], "xxx' is too long for the name of a file. Look at what was typed.\n"),
    ],
    ids=["word", "path", "hint", "play", "path of an exercise", "--from", "--json"],
)
def test_very_long_word_is_a_plain_message(
    judge: FakeJudge, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """Who pastes a page where a word belongs is told so, and nothing is called a bug."""
    assert main(arguments, judge) == 2
    out, err = capsys.readouterr()
    assert message in err
    assert len(err) < 300
    assert (out, judge.asked) == ("", [])


def test_missing_file_costs_its_own_exercise(root: Path, judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    """The rest is graded."""
    (root / "exercises" / "2_second" / "beta.py").unlink()
    assert main(["grade"], judge) == 0
    out = capsys.readouterr().out
    assert "✓ 1.1 alpha" in out
    assert (
        "  ✗ exercises/2_second/beta.py is not there. Get it back: git restore\n    exercises/2_second/beta.py." in out
    )


def test_no_suite_is_not_graded(root: Path, judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    """Without any check there is no grade, rather than one of zero."""
    (root / "tests" / "public" / "1_first" / "test_alpha.py").unlink()
    assert main(["grade", "alpha", "--suite", "public"], judge) == 2
    assert "expected tests/public/1_first/test_alpha.py" in capsys.readouterr().err


def test_error_of_ours_is_not_graded(root: Path, judge: FakeJudge) -> None:
    """A grade with an error is none, even when a threshold is asked for; its report is saved."""
    (root / "exercises" / "2_second" / "beta.py").write_text("error", encoding="utf-8")
    assert main(["grade", "--fail-under", "10", "--json", "report.json"], judge) == 2
    assert decode((root / "report.json").read_bytes()).errors == 1


def test_json_is_saved_beside_the_page(root: Path, judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    """--json saves the report, and the page is printed as ever."""
    assert main(["grade", "--json", "report.json"], judge) == 0
    report = decode((root / "report.json").read_bytes())
    assert (report.points, report.max_points) == (10, 20)
    assert "10 of 20 points." in capsys.readouterr().out


@pytest.mark.usefixtures("root")
def test_json_to_stdout_is_alone_there(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json - a program reads standard output, and a person standard error."""
    assert main(["grade", "--json", "-"], judge) == 0
    out, err = capsys.readouterr()
    assert isinstance(decode(out.encode()), Report)
    assert "10 of 20 points." in err


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("markdown", "## 10 of 20"),
        ("annotations", "::error file="),
        ("junit", "<?xml "),
        ("gradescope", '{\n  "score": 10'),
        ("classroom", '{"version":3,"status":"fail",'),
    ],
)
def test_format_is_alone_on_stdout(judge: FakeJudge, capsys: pytest.CaptureFixture[str], form: str, start: str) -> None:
    """With --format a program reads standard output, and a person standard error."""
    assert main(["grade", "--format", form], judge) == 0
    out, err = capsys.readouterr()
    assert out.startswith(start)
    assert out.endswith("\n")
    assert "10 of 20 points." in err


@pytest.mark.usefixtures("root")
def test_format_is_utf8_on_any_console(judge: FakeJudge, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a file declares as UTF-8 is UTF-8, whatever the console's encoding; its lines end as they do elsewhere."""
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="cp1252", newline="\r\n"))
    judge.promise = "It works ✓."
    assert main(["grade", "--format", "junit"], judge) == 0
    assert "It works ✓" in raw.getvalue().decode()
    assert b"\r" not in raw.getvalue()


@pytest.mark.usefixtures("root")
def test_markdown_says_what_has_changed(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    """--since names the report to compare with."""
    assert main(["grade", "--json", "old.json"], judge) == 0
    Path("exercises/2_second/beta.py").write_text("right", encoding="utf-8")
    capsys.readouterr()
    assert main(["grade", "--format", "markdown", "--since", "old.json"], judge) == 0
    assert capsys.readouterr().out.startswith("## 20 of 20 points (+10 since the last score)\n")


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "markdown", "--since", "no.json"], "The report 'no.json' cannot be read: No such file or "),
        (["--format", "junit", "--since", "no.json"], "--since is for --format markdown; --format junit tells of "),
    ],
    ids=["missing", "other format"],
)
def test_since_is_looked_at_first(
    judge: FakeJudge, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """Nothing is graded when the earlier report is not there, or of no use."""
    assert main(["grade", *arguments], judge) == 2
    assert capsys.readouterr().err.startswith(message)
    assert not judge.asked


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize("actions", ["true", ""])
def test_page_is_no_command_in_a_log(
    judge: FakeJudge, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, actions: str
) -> None:
    """GitHub's runner obeys what it finds in a log; nobody else does, and sees what was printed."""
    monkeypatch.setenv("GITHUB_ACTIONS", actions)
    judge.output = "::error::mine\n"
    assert main(["grade", "beta"], judge) == 0
    assert ("    : :error::mine\n" if actions else "    ::error::mine\n") in capsys.readouterr().out


@pytest.mark.usefixtures("root")
def test_json_and_format_cannot_both_be_on_stdout(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is graded for a mixture that nobody can read."""
    assert main(["grade", "--json", "-", "--format", "junit"], judge) == 2
    told = "Standard output holds one thing: --json -, or --format junit.\n"
    assert capsys.readouterr() == ("", f"{told}Next: nox -s grade -- --format junit --json report.json\n")
    assert not judge.asked


@pytest.mark.usefixtures("root")
def test_classroom_hears_that_nothing_was_graded(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    """Its reporter says nothing that helps if there is no payload, or one without `tests`."""
    assert main(["grade", "gamma", "--format", "classroom"], judge) == 2
    found = json.loads(capsys.readouterr().out)
    assert (found["status"], found["tests"], found["max_score"]) == ("error", [], 0)
    assert "'gamma'" in found["message"]


@pytest.mark.usefixtures("root")
def test_classroom50_needs_its_runner(
    judge: FakeJudge, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without an identity nothing is graded; with one, the result is there."""
    monkeypatch.delenv("CLASSROOM", raising=False)
    assert main(["grade", "--format", "classroom50"], judge) == 2
    assert capsys.readouterr() == (
        "",
        "CLASSROOM is not set. --format classroom50 is for an autograder that Classroom 50's runner started.\n",
    )
    assert not judge.asked
    for name in ("CLASSROOM", "ASSIGNMENT", "COMMIT_URL", "RELEASE_URL"):
        monkeypatch.setenv(name, name)
    monkeypatch.setenv("SUBMISSION_TAG", "submit/1")
    assert main(["grade", "--format", "classroom50"], judge) == 0
    assert json.loads(capsys.readouterr().out)["score"] == 10


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize("level", ["full", "promise", "score"])
def test_feedback_is_the_reports_level(judge: FakeJudge, capsys: pytest.CaptureFixture[str], level: str) -> None:
    """What the level leaves out leaves neither as a page nor as a report."""
    judge.hidden = True
    assert main(["grade", "beta", "--feedback", level, "--json", "report.json"], judge) == 0
    check = decode(Path("report.json").read_bytes()).exercises[0].checks[0]
    assert check.message == ("It took 7 s." if level == "full" else None)
    assert (check.location is None) == (level == "score")
    assert ("It took 7 s." in capsys.readouterr().out) == (level == "full")


@pytest.mark.usefixtures("root")
def test_plain_is_ascii(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    """--plain prints neither colours nor anything but ASCII."""
    assert main(["grade", "--all", "--plain"], judge) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    assert "\x1b" not in out


@pytest.mark.usefixtures("root")
def test_interruption_saves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C exits with 130, says so in a word, and leaves no file."""

    def interrupted(*_arguments: object, **_options: object) -> list[ExerciseVerdict]:
        raise KeyboardInterrupt

    assert main(["grade", "--json", "report.json"], interrupted) == 130
    assert capsys.readouterr().err == "\nInterrupted.\n"
    assert not list(tmp_path.glob("*report*"))


@pytest.mark.usefixtures("root")
def test_what_may_not_be_read_is_a_plain_message(capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is closed to the user is named, and nothing is called a bug."""

    def refused(*_arguments: object, **_options: object) -> list[ExerciseVerdict]:
        raise PermissionError(13, "Permission denied", "tests/hidden")

    assert main(["grade"], refused) == 2
    told = "tests/hidden may not be read. Look at its permissions and its folder's.\n"
    assert capsys.readouterr().err == told


@pytest.mark.usefixtures("root")
def test_bug_of_ours_is_no_low_score(capsys: pytest.CaptureFixture[str]) -> None:
    """A bug in the grader exits with 2 and asks for a report."""

    def broken(*_arguments: object, **_options: object) -> list[ExerciseVerdict]:
        raise ZeroDivisionError

    assert main(["grade"], broken) == 2
    assert "This is a bug in the grader, not in your code." in capsys.readouterr().err


@pytest.mark.usefixtures("root")
def test_judges_refusal_is_a_plain_message(capsys: pytest.CaptureFixture[str]) -> None:
    """What the judge says to the user reaches them as it is."""

    def refusing(*_arguments: object, **_options: object) -> list[ExerciseVerdict]:
        raise UserError("The suite is broken.", "nox -s content")

    assert main(["grade"], refusing) == 2
    assert capsys.readouterr().err == "The suite is broken.\nNext: nox -s content\n"


@pytest.mark.usefixtures("root")
def test_list_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """The contents are aligned, part by part."""
    assert main(["list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "       topic  title         min  points  after",
        "",
        "1_first  First",
        "  1.1  alpha  About alpha    15      10",
        "",
        "2_second  Second",
        "  2.1  beta   About beta     60      10  alpha",
        "",
        "2 exercises, about 1 h 15 min, 20 points.",
        "Next: nox -s grade",
    ]


def test_list_says_all_in_a_narrow_window(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Titles and prerequisites wrap rather than being cut, and a title does not repeat its topic."""
    start, beta = COURSE.rsplit("[[exercises]]", 1)
    gamma = beta.replace("beta", "gamma").replace("2_second", "1_first")
    beta = beta.replace('["alpha"]', '["alpha", "gamma"]')
    start = start.replace("About alpha", "Alpha: the letter that comes first")
    course = f"{start}[[exercises]]{gamma}[[exercises]]{beta}"
    (root / "exercises" / "course.toml").write_text(course, encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "53")
    assert main(["list"]) == 0
    assert capsys.readouterr().out.splitlines()[:10] == [
        "       topic  title              min  points  after",
        "",
        "1_first  First",
        "  1.1  alpha  the letter that     15      10",
        "              comes first",
        "  1.2  gamma  About gamma         60      10  alpha",
        "",
        "2_second  Second",
        "  2.1  beta   About beta          60      10  alpha,",
        "                                              gamma",
    ]


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (["alpha"], ["alpha, hint 1 of 3", "", "  Hint one.", "", "Next hint: nox -s hint -- alpha 2"]),
        (["1.1", "2"], ["alpha, hint 2 of 3", "", "  Hint two.", "", "Next hint: nox -s hint -- alpha 3"]),
        (
            ["alpha", "3"],
            ["alpha, hint 3 of 3", "", "  Hint three.", "", "That was the last one. See it run: nox -s play -- alpha"],
        ),
    ],
    ids=["first", "second", "last"],
)
def test_hints_come_one_by_one(capsys: pytest.CaptureFixture[str], arguments: list[str], lines: list[str]) -> None:
    """Each hint says how to see the next."""
    assert main(["hint", *arguments]) == 0
    assert capsys.readouterr().out.splitlines() == lines


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize("command", ["hint", "play"])
def test_word_that_is_missing_is_asked_for(capsys: pytest.CaptureFixture[str], command: str) -> None:
    """Who names no exercise is asked which, and told where they all are."""
    assert main([command]) == 2
    told = "Which exercise? Name one by its topic, its number or its path.\nNext: nox -s list\n"
    assert capsys.readouterr().err == told


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("arguments", "following"),
    [
        (["grade", "--colour"], "nox -s grade -- --help"),
        (["grade", "--json"], "nox -s grade -- --help"),
        (["hint", "alpha", "two"], "nox -s hint -- --help"),
        (["new", "2"], "python -m grader new --help"),
        (["nonsense"], "python -m grader --help"),
    ],
    ids=["option", "value", "number", "argument", "command"],
)
def test_misuse_ends_in_a_command_that_works(
    capsys: pytest.CaptureFixture[str], arguments: list[str], following: str
) -> None:
    """Learners type nox, and authors the grader itself: each is sent to the help that they can open."""
    assert main(arguments) == 2
    assert capsys.readouterr().err.endswith(f"\nNext: {following}\n")


@pytest.mark.usefixtures("root")
def test_hint_that_does_not_exist_says_which_do(capsys: pytest.CaptureFixture[str]) -> None:
    """A number too high is answered with those there are."""
    assert main(["hint", "alpha", "4"]) == 2
    assert capsys.readouterr().err == "alpha has hints 1 to 3, and no hint 4.\nNext: nox -s hint -- alpha\n"


def test_play_says_where_the_todo_is(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A TODO is a sentence with its place in the course, and no failure."""
    path = root / "exercises" / "1_first" / "alpha.py"
    path.write_text('\nraise NotImplementedError("greet")\n', encoding="utf-8")
    assert main(["play", "alpha"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "The TODO of greet is not done yet: exercises/1_first/alpha.py:2",
        "Write it, then play again: nox -s play -- alpha",
    ]


def test_play_of_a_missing_file_says_how_to_get_it_back(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is started where there is nothing."""
    (root / "exercises" / "1_first" / "alpha.py").unlink()
    assert main(["play", "alpha"]) == 2
    assert "Get it back: git restore exercises/1_first/alpha.py." in capsys.readouterr().err


def test_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The schema is printed as JSON."""
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "asynclings/report/v1"


def test_help_says_what_numbers_mean_and_how_it_exits(capsys: pytest.CaptureFixture[str]) -> None:
    """The help tells numbers from parts, and lists the exit statuses."""
    assert main(["grade", "--help"]) == 0
    assert "without is" in capsys.readouterr().out
    assert main(["--help"]) == 0
    assert "1 below --fail-under, 2 not graded, 130 interrupted" in capsys.readouterr().out
