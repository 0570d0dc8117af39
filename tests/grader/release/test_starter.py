"""The learners' repository: what it holds, what it does not tell, and that it grades."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader import course as courses
from grader.course import Course, UserError
from grader.release import excerpts, starter
from grader.release.leaks import leaks, secret_files

ROOT = Path(__file__).resolve().parents[3]


def test_starter_holds_what_learners_need_and_no_author_s_file(course: Course, files: dict[str, bytes]) -> None:
    """Stubs, public checks and the grader are there; solutions, hidden checks, submissions and release are not."""
    for exercise in course.finished:
        assert files[f"exercises/{exercise.file.as_posix()}"] == (ROOT / "exercises" / exercise.file).read_bytes()
        assert f"tests/public/{exercise.suite_file.as_posix()}" in files
    assert {"tests/public/8_craft/testing/forecasts.py", "exercises/8_craft/forecasts.py"} <= files.keys()  # given
    assert {"noxfile.py", "README.md", "LICENSE", "grader/cli.py", "requirements/posting.txt"} <= files.keys()
    outside = (
        "solutions/",
        "tests/hidden/",
        "tests/submissions/",
        "tests/authoring/",
        "tests/grader/",
        "tests/attacks/",
        ".ci/",
    )
    assert [path for path in files if path.startswith((*outside, "grader/release/"))] == []


def test_starter_tells_no_answer(course: Course, files: dict[str, bytes]) -> None:
    """No file of it holds three lines that tell something of a solution, a hidden check or a submission."""
    assert leaks(files, course) == []


def test_every_secret_file_tells_something(course: Course) -> None:
    """Each solution and hidden suite, and nearly each submission, would be found among the learners' files."""
    secrets = [path for exercise in course.finished for path in secret_files(ROOT, exercise)]
    given = {f"{number}.txt": path.read_bytes() for number, path in enumerate(secrets)}
    loud = {leak.path for leak in leaks(given, course)}
    quiet = [path for number, path in enumerate(secrets) if f"{number}.txt" not in loud]
    assert len(secrets) > 36 * 9
    assert [path for path in quiet if "submissions" not in path.parts] == []
    assert len(quiet) < len(secrets) / 50


@pytest.mark.parametrize("shown", ["as it is", "in a comment", "mixed with what is public"])
def test_leaks_finds_three_lines_however_they_are_put(tmp_path: Path, shown: str) -> None:
    """Indentation, blank lines and public lines between them hide nothing."""
    small = _small(
        tmp_path, solution="async def run():\n    first = 1\n    second = 2\n    third = 3\n    return third\n"
    )
    texts = {
        "as it is": "if True:\n  first = 1\n\n  second = 2\n  third = 3\n",
        "in a comment": "        first = 1\n        )\n        second = 2\n        third = 3\n",
        "mixed with what is public": "first = 1\nasync def run():\nsecond = 2\nimport os\nthird = 3\n",
    }
    told = leaks({"README.md": texts[shown].encode()}, small)
    assert [str(leak) for leak in told] == ["README.md tells what stands in solutions/1_rest/nap.py: 'first = 1'"]
    assert leaks({"README.md": b"first = 1\nsecond = 2\n"}, small) == []


def test_leaks_finds_the_name_of_a_hidden_check(tmp_path: Path) -> None:
    """One line is enough, if it defines a hidden check, even in a public suite."""
    small = _small(tmp_path, hidden="def test_secretly(lab):\n    pass\n")
    told = leaks({"tests/public/1_rest/test_nap.py": b"def test_secretly(lab):\n    ...\n"}, small)
    assert [leak.of for leak in told] == ["tests/hidden/1_rest/test_nap.py"]


def test_files_refuses_to_give_an_answer_away(course: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A starter that would tell an answer is not built, and the place is named."""
    solution = (ROOT / "solutions" / "1_coroutines" / "gather.py").read_text(encoding="utf-8")
    (tmp_path / "NOTES.md").write_text(solution, encoding="utf-8")
    monkeypatch.setattr(starter, "MATERIAL", tmp_path)
    with pytest.raises(UserError, match=r"would give an answer away\. NOTES\.md tells what stands in solutions/"):
        starter.build(course, course.finished, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_build_overwrites_nothing(course: Course, tmp_path: Path) -> None:
    """A folder that holds something is refused."""
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="is not empty: a starter overwrites nothing"):
        starter.build(course, course.finished, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_assignment_holds_its_exercises_only(course: Course, tmp_path: Path) -> None:
    """An assignment keeps the numbers of the course, and asks for nothing that it has not."""
    starter.build(course, course.choose(["timeouts", "testing"]), tmp_path / "new")
    part = courses.load(tmp_path / "new")
    kept = [(each.number, each.topic, each.points) for each in part.exercises]
    assert kept == [(each.number, each.topic, each.points) for each in map(course.one, ("timeouts", "testing"))]
    assert part.one("testing").prerequisites == ("timeouts",)
    assert part.one("timeouts").hints == course.one("timeouts").hints
    stubs = {path.name for path in (tmp_path / "new" / "exercises").rglob("*.py")}
    given = {path.name for path in (ROOT / "tests" / "public" / "8_craft" / "testing").glob("*.py")}
    assert stubs == {"testing.py", "timeouts.py"} | given
    points = sum(points for _, _, points in kept)
    assert f"2 exercises, {points:g} points." in (tmp_path / "new" / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="starts a program as on POSIX")
def test_starter_grades_and_says_what_waits(course: Course, tmp_path: Path) -> None:
    """A right answer gets the public points, and the hidden ones wait."""
    starter.build(course, course.choose(["gather"]), tmp_path / "new")
    report = _grade(tmp_path / "new", "--from", str(ROOT / "solutions"))
    assert (report["points"], report["max_points"], report["waiting"]) == (4, 7, 3)
    assert report["exercises"][0]["checks"][-1]["promise"] == "Hidden checks, which are not shipped here."
    assert _grade(tmp_path / "new")["points"] == 0


def _grade(folder: Path, *options: str) -> Any:
    command = [sys.executable, "-m", "grader", "grade", "gather", "--json", "-", *options]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, encoding="utf-8")
    return json.loads(done.stdout)


def test_noxfile_has_the_learners_sessions_only(files: dict[str, bytes]) -> None:
    """It is the project's, without the sessions that need what learners do not have, and nothing of it is missing."""
    tree = ast.parse(files["noxfile.py"])
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    sessions = [each.name for each in functions if any("session" in ast.unparse(d) for d in each.decorator_list)]
    assert sessions == ["grade", "hint", "play", "list_exercises", "doctor", "post"]
    whole = {node.name for node in ast.parse((ROOT / "noxfile.py").read_bytes()).body if hasattr(node, "name")}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert used & whole <= {node.name for node in tree.body if hasattr(node, "name")}


def test_excerpts_say_where_a_seam_is_missing() -> None:
    """A noxfile that was put together otherwise is not cut by guess."""
    with pytest.raises(excerpts.SeamError, match=r"noxfile\.py has 0 places that look like"):
        excerpts.noxfile("import nox\n")


def test_readme_begins_as_the_project_s(files: dict[str, bytes]) -> None:
    """A learner types the same command in both, every placeholder is filled, and every link leads somewhere."""
    readme = files["README.md"].decode()
    start = re.compile(r"^python3 -m venv .*&& nox$", re.MULTILINE)
    assert start.findall(readme) == start.findall((ROOT / "README.md").read_text(encoding="utf-8"))[:1]
    assert [path for path, content in files.items() if re.search(rb"@[A-Z]+@", content)] == []
    links = re.findall(r"\]\(([^)#:]+)\)", readme)
    assert [link for link in links if link not in files] == []


def test_autograding_gives_the_public_points(course: Course, files: dict[str, bytes]) -> None:
    """Classroom's own list has a test for each exercise, of whole points and never more than the public checks give."""
    tests = json.loads(files[".github/classroom/autograding.json"])["tests"]
    assert [test["name"] for test in tests] == [exercise.topic for exercise in course.finished]
    gather = next(test for test in tests if test["name"] == "gather")
    assert gather["points"] == 4
    assert "grade -- gather --suite public --fail-under 100" in gather["run"]
    assert all(test["points"] < course.one(test["name"]).points for test in tests)


def _small(root: Path, *, solution: str = "", hidden: str = "") -> Course:
    """Return a course of one exercise, whose stub is one line."""
    texts = {
        "exercises/course.toml": 'python = "3.11"\nparts = { 1_rest = "Rest" }\ntracks = {}\n[[exercises]]\n'
        'topic = "nap"\npart = "1_rest"\ntitle = "Nap"\nminutes = 5\nhints = ["a", "b", "c"]\n',
        "exercises/1_rest/nap.py": "async def run():\n    raise NotImplementedError\n",
        "solutions/1_rest/nap.py": solution,
        "tests/hidden/1_rest/test_nap.py": hidden,
    }
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return courses.load(root)
