"""The bundle for Classroom 50, and what its runner starts out of it."""

from __future__ import annotations

import ast
import json
import os
import sys
import tarfile
from pathlib import Path

import pytest

from grader.course import Course, UserError
from grader.release import autograder, classroom50

TESTS = [{"status": "passed", "max-score": 5}, {"status": "failed", "max-score": 7}]
RESULT = {"score": 5, "max-score": 12, "tests": TESTS}
WAITING = {"score": 5, "max-score": 16, "tests": [*TESTS, {"status": "waiting", "max-score": 4}]}
GRADER = """
import json, os, pathlib, sys
print("the page", file=sys.stderr)
source = pathlib.Path(sys.argv[sys.argv.index("--from") + 1])
pathlib.Path(os.environ["SEEN"]).write_text(json.dumps([sys.argv[1:2], sorted(p.name for p in source.iterdir())]))
sys.stdout.write(os.environ["ANSWER"])
sys.exit(int(os.environ["STATUS"]))
"""


def test_bundle_holds_what_grades_and_no_answer(course: Course, tmp_path: Path) -> None:
    """Its members lie below the slug: plain files, the same bytes each time."""
    exercises = course.choose(["gather"])
    wheels = {"click-8-py3-none-any.whl": b"wheel"}
    size = classroom50.build(course, exercises, tmp_path / "gather.tar.gz", wheels)
    assert size == (tmp_path / "gather.tar.gz").stat().st_size < classroom50.LIMIT
    with tarfile.open(tmp_path / "gather.tar.gz") as archive:
        members = archive.getmembers()
    names = {member.name for member in members}
    assert all(member.isreg() for member in members)
    assert {
        "gather/autograder.py",
        "gather/requirements.txt",
        "gather/wheels/click-8-py3-none-any.whl",
        "gather/course/exercises/course.toml",
        "gather/course/tests/public/1_coroutines/test_gather.py",
        "gather/course/grader/__main__.py",
    } <= names
    assert {name.split("/")[0] for name in names} == {"gather"}
    assert [name for name in names if "hidden" in name or "release" in name or "solutions" in name] == []
    classroom50.build(course, exercises, tmp_path / "again" / "gather.tar.gz", wheels)
    assert (tmp_path / "again" / "gather.tar.gz").read_bytes() == (tmp_path / "gather.tar.gz").read_bytes()


@pytest.mark.parametrize("name", ["gather", "Gather.tar.gz", "1_coroutines.tar.gz", ".tar.gz", "a b.tar.gz"])
def test_bundle_is_named_by_its_slug(course: Course, tmp_path: Path, name: str) -> None:
    """What cannot be an assignment's slug is refused."""
    with pytest.raises(UserError, match="is no bundle: expected the assignment's slug"):
        classroom50.build(course, course.choose(["gather"]), tmp_path / name, {})


def test_bundle_keeps_the_limit_and_what_is_there(course: Course, tmp_path: Path) -> None:
    """More than Classroom 50 takes is not written, and nothing is overwritten."""
    target = tmp_path / "gather.tar.gz"
    with pytest.raises(UserError, match=r"would have 1\d,\d+,\d+ bytes, and Classroom 50 takes 10,485,760"):
        classroom50.build(course, course.choose(["gather"]), target, {"big.whl": os.urandom(11_000_000)})
    assert not target.exists()
    target.write_bytes(b"mine")
    with pytest.raises(UserError, match="a bundle overwrites nothing"):
        classroom50.build(course, course.choose(["gather"]), target, {})


def test_autograder_needs_python_only() -> None:
    """It imports the standard library, and nothing that has yet to be installed."""
    tree = ast.parse(Path(autograder.__file__).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


class Runner:
    """A stand-in for Classroom 50's runner: a checkout, a bundle whose grader says what it is told to."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        self.checkout, self.output, self.seen = folder / "checkout", folder / "output", folder / "seen"
        (self.checkout / "exercises" / "1_coroutines").mkdir(parents=True)
        package = folder / "bundle" / "course" / "grader"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "__main__.py").write_text(GRADER, encoding="utf-8")
        patch.chdir(self.checkout)
        patch.setenv("CLASSROOM50_BUNDLE_DIR", str(folder / "bundle"))
        patch.setenv("GITHUB_OUTPUT", str(self.output))
        patch.setenv("SEEN", str(self.seen))

    def run(self, answer: str, status: int = 0) -> int:
        """Run the autograder with a grader that prints *answer* and exits with *status*."""
        self.patch.setenv("ANSWER", answer)
        self.patch.setenv("STATUS", str(status))
        return autograder.main(install=lambda _bundle, _scratch: sys.executable)

    @property
    def result(self) -> Path:
        """Where the result is expected."""
        return self.checkout / "result.json"


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Return a runner."""
    return Runner(tmp_path, monkeypatch)


def test_autograder_writes_what_the_grader_says(runner: Runner) -> None:
    """The bundle's grader grades the checkout's exercises, whatever else the checkout has."""
    (runner.checkout / "grader").mkdir()
    (runner.checkout / "grader" / "__init__.py").write_text("raise SystemExit('evil')", encoding="utf-8")
    assert runner.run(json.dumps(WAITING)) == 0
    assert json.loads(runner.result.read_text(encoding="utf-8")) == WAITING
    assert json.loads(runner.seen.read_text(encoding="utf-8")) == [["grade"], ["1_coroutines"]]
    assert runner.output.read_text(encoding="utf-8") == "summary=5 of 16, 4 wait for hidden checks\n"
    assert [path.name for path in runner.checkout.iterdir() if path.name.endswith("part")] == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [("", 0), ("", 2), (json.dumps(RESULT), 2), ("half {", 0)],
    ids=["nothing", "not graded", "an error of ours", "broken"],
)
def test_autograder_leaves_no_result_for_a_fault_of_ours(
    runner: Runner, answer: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """It ends with 1, says so, and what was committed as a result is gone."""
    runner.result.write_text('{"score": 100}', encoding="utf-8")
    assert runner.run(answer, status) == 1
    assert not runner.result.exists()
    assert not runner.output.exists()
    assert "Nothing was graded: " in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="needs a right to make links there")
@pytest.mark.parametrize("there", ["link", "folder"])
def test_autograder_replaces_what_stands_in_its_way(runner: Runner, tmp_path: Path, there: str) -> None:
    """A result that is a link leads nowhere, and one that is a folder goes."""
    victim = tmp_path / "victim"
    victim.write_text("precious", encoding="utf-8")
    if there == "link":
        runner.result.symlink_to(victim)
        (runner.checkout / ".result.json.part").symlink_to(victim)
    else:
        runner.result.mkdir()
        (runner.result / "x").touch()
    assert runner.run(json.dumps(RESULT)) == 0
    assert not runner.result.is_symlink()
    assert json.loads(runner.result.read_text(encoding="utf-8")) == RESULT
    assert victim.read_text(encoding="utf-8") == "precious"


@pytest.mark.skipif(os.name == "nt", reason="needs a right to make links there")
@pytest.mark.parametrize("there", ["nothing", "file", "link"])
def test_autograder_grades_no_exercises_as_none(runner: Runner, tmp_path: Path, there: str) -> None:
    """Where the exercises should be is nothing, a file, or a link to somebody else's: a score of 0, and a result."""
    (runner.checkout / "exercises" / "1_coroutines").rmdir()
    (runner.checkout / "exercises").rmdir()
    if there == "file":
        (runner.checkout / "exercises").touch()
    elif there == "link":
        (runner.checkout / "exercises").symlink_to(tmp_path)
    assert runner.run(json.dumps(RESULT)) == 0
    assert json.loads(runner.seen.read_text(encoding="utf-8")) == [["grade"], []]
