"""Submissions that are odd as files, files beside them, and names and output that would be more than text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import load
from grader.judge import client
from grader.judge.grade import grade
from grader.judge.submission import read_folder
from grader.judge.suites import Suites
from grader.judge.verdict import ExerciseVerdict
from grader.report.build import Made, build
from grader.report.console import View, render
from grader.report.schema import encode
from tests.attacks.attack import ANSWER, BAD, CHECKS, GOOD, LEVELS, PLAIN
from tests.attacks.data import BAD_NAMES, BESIDE, ODD, Odd
from tests.grader.judge.conftest import House


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory, level: str) -> dict[str, ExerciseVerdict]:
    """Return what became of each odd file, and of an honest one after it, graded together."""
    house = House(tmp_path_factory.mktemp("odd"))
    folder = house.root / "exercises" / "1_first"
    folder.mkdir()
    for number, odd in enumerate(ODD):
        house.suite(f"odd_{number}", CHECKS)
        odd.make(folder / f"odd_{number}.py")
    house.suite("honest", PLAIN)
    (folder / "honest.py").write_text(GOOD)
    course = load(house.root)
    submission = read_folder(house.root / "exercises", course.exercises, course)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "strongest", lambda: LEVELS[level])
        verdicts = grade(submission, suites=Suites(house.root / "tests"), seed=0)
    house.forget()
    return dict(zip([*(odd.name for odd in ODD), "honest"], verdicts, strict=True))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: f"{odd.number} {odd.name}")
def test_odd_file_costs_its_own_exercise(judged: dict[str, ExerciseVerdict], odd: Odd) -> None:
    """It is graded, or it says in words why not; it is no error, and the exercise after it is graded as ever."""
    verdict = judged[odd.name]
    assert {check.status for check in verdict.checks} == {"passed" if odd.accepted else "failed"}
    told = [verdict.problem or "", *(check.happened or "" for check in verdict.checks)]
    assert odd.said in " ".join(told)
    if odd.diagnosis is not None:
        diagnosis = verdict.checks[0].diagnosis
        assert diagnosis is not None
        assert diagnosis.name == odd.diagnosis
    assert [check.status for check in judged["honest"].checks] == ["passed"]


def report(root: Path, level: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Grade by the command, in the course of this project, at *level*."""
    program = (
        "import sys\nfrom grader.sandbox import confinement\nfrom tests.attacks.attack import LEVELS\n"
        f"confinement.strongest = lambda: LEVELS[{level!r}]\n"
        "from grader.cli import main\nsys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, "grade", "--plain", "hello", *arguments]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, env={**os.environ, **settings}
    )


@pytest.fixture
def root(pytestconfig: pytest.Config) -> Path:
    """Return the folder of this project."""
    return pytestconfig.rootpath


def test_files_beside_an_exercise_are_nothing(root: Path, level: str, tmp_path: Path) -> None:
    """What lies beside an exercise is neither imported nor read, by the judge or the lab, and changes no word."""
    folder = tmp_path / "exercises" / "1_coroutines"
    folder.mkdir(parents=True)
    (folder / "hello.py").write_text((root / "solutions/1_coroutines/hello.py").read_text())
    before = report(root, level, "--from", str(folder.parent))
    for place in (folder, folder.parent, tmp_path):
        for number, name in enumerate(BESIDE.values()):
            mark = f"import os; os.mkdir({str(tmp_path / f'mark-{number}')!r}); os._exit(0)\n"
            path = place / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(_settings(name) or mark)
    assert before.returncode == 0
    assert report(root, level, "--from", str(folder.parent)).stdout == before.stdout
    assert list(tmp_path.glob("mark-*")) == []


def _settings(name: str) -> str:
    if name.endswith(".ini"):
        return "[pytest]\naddopts = --nowhere-to-be-found\n"
    if name.endswith(".toml"):
        return '[tool.pytest]\naddopts = ["--nowhere-to-be-found"]\n'
    if name.endswith(".txt"):
        return "[pytest11]\nevil = nowhere_to_be_found\n"
    return ""


@pytest.mark.parametrize("name", BAD_NAMES, ids=["line", "ANSI", "right to left", "shell", "command"])
def test_names_are_text(root: Path, level: str, tmp_path: Path, name: str) -> None:
    """Whatever a folder is called, what is printed of it moves no cursor, turns no text around and begins no line."""
    folder = tmp_path / name / "1_coroutines"
    folder.mkdir(parents=True)
    (folder / "hello.py").symlink_to("/etc/passwd")
    done = report(root, level, "--from", str(folder.parent))
    assert done.returncode == 0
    _assert_inert(done.stdout + done.stderr)


def _assert_inert(text: str) -> None:
    assert not {"\x1b", "\u202e", "\x07"} & set(text)
    assert not any(line.startswith(("::", "lines")) for line in text.splitlines())


def test_output_and_messages_are_text(level: str, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a submission prints, raises or returns is inert on the page, and so are commands to a runner."""
    hostile = "::error::x\\n::set-output name=a::b\\n\\x1b[2J\\u202e<script>@everybody```"
    monkeypatch.setattr(client, "strongest", lambda: LEVELS[level])
    house.suite("prints", CHECKS)
    house.suite("raises", CHECKS)
    house.suite("returns", CHECKS)
    course = load(house.root)
    bodies = {
        "prints": BAD + f"print('{hostile}')\n",
        "raises": BAD.replace("return -1", f"raise ValueError('{hostile}')"),
        "returns": BAD.replace("return -1", f"return '{hostile}'"),
    }
    for topic, text in bodies.items():
        path = house.root / "exercises" / "1_first" / f"{topic}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    submission = read_folder(house.root / "exercises", course.exercises, course)
    suites = Suites(house.root / "tests")
    verdicts = grade(submission, suites=suites, seed=0)
    made = Made(course=course, submission=submission, suites=suites, seed=0, elapsed=0.0)
    page = render(build(verdicts, made, level="full"), View(everything=True))
    _assert_inert(page.plain)


@pytest.mark.parametrize("kind", ["promise", "score"])
def test_hidden_expectations_are_told_to_nobody(
    level: str, house: House, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Where the level does not allow it, no report says what a hidden check expected."""
    monkeypatch.setattr(client, "strongest", lambda: LEVELS[level])
    house.suite("alpha", CHECKS, kind="hidden")
    course = load(house.root)
    path = house.root / "exercises" / "1_first" / "alpha.py"
    path.parent.mkdir()
    path.write_text(BAD.replace(str(ANSWER), "0"))
    submission = read_folder(house.root / "exercises", course.exercises, course)
    suites = Suites(house.root / "tests")
    verdicts = grade(submission, suites=suites, seed=0)
    made = Made(course=course, submission=submission, suites=suites, seed=0, elapsed=0.0)
    assert str(ANSWER) in encode(build(verdicts, made, level="full")).decode()
    assert str(ANSWER) not in encode(build(verdicts, made, level=kind)).decode()  # type: ignore[arg-type]  # a level
