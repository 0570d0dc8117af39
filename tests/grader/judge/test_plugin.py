"""The plugin in a plain pytest session, and what it says of suites that are not as they have to be."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from grader.judge import checks
from grader.judge.grade import SuitesBroken

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

CHECK = '''
@pytest.mark.points(1)
def test_answer(lab):
    """The answer is 42."""
    assert lab.call("answer").returned == 42
'''
DRAWN = '''
@pytest.mark.points(2)
@given(number=st.integers())
def test_drawn(lab, number):
    """It gives back the number."""
    assert lab.call("answer", number).returned == number
'''
PLAIN = '''
def test_plain():
    """Not a check."""
    assert 1 + 1 == 2


@given(number=st.integers())
def test_plain_and_drawn(number):
    """Not a check either."""
    assert number == number
'''
GOOD = "async def answer(number=42):\n    return number\n"


def run_pytest(house: House, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest over the house's suites in a process of its own."""
    command = [sys.executable, "-m", "pytest", "-p", "grader.judge.plugin", "-p", "no:cacheprovider", "-q"]
    return subprocess.run(
        [*command, "--import-mode=importlib", *arguments],
        cwd=house.root,
        env=os.environ | {"PYTHONPATH": os.getcwd(), "PYTHONDONTWRITEBYTECODE": "1"},  # noqa: PTH109 (a string is needed)
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def solved(house: House) -> House:
    """Return a course with a public and a hidden suite of one file name, and a solution."""
    house.suite("alpha", CHECK + PLAIN)
    house.suite("alpha", DRAWN, kind="hidden")
    for folder, source in (("solutions", GOOD), ("exercises", GOOD.replace("return number", "return 41"))):
        path = house.root / folder / "1_first" / "alpha.py"
        path.parent.mkdir(parents=True)
        path.write_text(source)
    return house


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_plain_session_grades_what_it_is_given(solved: House, start: str) -> None:
    """`pytest tests/public tests/hidden --submission` runs checks and other tests alike."""
    ran = run_pytest(solved, "tests/public", "tests/hidden", "--submission", "solutions", "--lab-start", start)
    assert "4 passed" in ran.stdout, ran.stdout + ran.stderr


def test_plain_session_takes_one_file(solved: House) -> None:
    """A submission may be the one file of an exercise."""
    ran = run_pytest(solved, "tests/public", "--submission", "solutions/1_first/alpha.py")
    assert "3 passed" in ran.stdout, ran.stdout + ran.stderr


def test_plain_session_tells_failures_in_the_learner_s_words(solved: House) -> None:
    """Without a submission exercises/ is graded, and a failure shows no frame of the grader's."""
    ran = run_pytest(solved, "tests/public", "tests/hidden")
    assert "2 failed, 2 passed" in ran.stdout, ran.stdout + ran.stderr
    assert "The answer is 42. [failed]" in ran.stdout
    assert "returned 41" in ran.stdout
    assert "grader/judge" not in ran.stdout


BROKEN = {
    "no number": (CHECK.replace("points(1)", "points()"), "expected @pytest.mark.points(NUMBER above 0), got ()"),
    "no points": (CHECK.replace("points(1)", "points(0)"), r"got (0,)"),
    "a truth": (CHECK.replace("points(1)", "points(True)"), r"got (True,)"),
    "a word": (CHECK.replace("points(1)", "points('1')"), r"got ('1',)"),
    "no number of examples": (DRAWN.replace("@given", "@pytest.mark.examples()\n@given"), "NUMBER), got None"),
    "a word for a number of examples": (DRAWN.replace("@given", "@pytest.mark.examples('9')\n@given"), "got '9'"),
    "no docstring": (CHECK.replace('"""The answer is 42."""', ""), "needs a docstring"),
    "an empty docstring": (CHECK.replace("The answer is 42.", " "), "needs a docstring"),
    "a syntax error": ("def", "SyntaxError"),
    "an import error": ("import no_such_module", "no_such_module"),
}


@pytest.mark.parametrize(("suite", "said"), BROKEN.values(), ids=BROKEN)
def test_broken_suite_is_named(house: House, suite: str, said: str) -> None:
    """What is wrong with a suite ends the grade with a message that names it, before anything is graded."""
    house.suite("alpha", suite)
    with pytest.raises(SuitesBroken) as broken:
        house.verdicts(GOOD)
    assert said in str(broken.value)
    assert "test_alpha.py" in str(broken.value)


def test_ids_are_unique_over_both_suites(house: House) -> None:
    """Two checks of one name, one public and one hidden, are an error of the suites."""
    house.suite("alpha", CHECK)
    house.suite("alpha", CHECK, kind="hidden")
    with pytest.raises(SuitesBroken, match=r"two checks are called alpha::test_answer: .*public.* and .*hidden"):
        house.verdicts(GOOD)


def test_files_of_one_name_are_two_suites(house: House) -> None:
    """A public and a hidden file of the same name are collected side by side, public first."""
    house.suite("alpha", CHECK)
    house.suite("alpha", DRAWN, kind="hidden")
    assert [(v.id, v.hidden, v.status) for v in house.verdicts(GOOD)] == [
        ("alpha::test_answer", False, "passed"),
        ("alpha::test_drawn", True, "passed"),
    ]


def test_nothing_but_the_suites_is_looked_at(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder is searched for suites: which files they are is known."""
    house.suite("alpha", CHECK)
    monkeypatch.setattr(pytest.Dir, "collect", lambda folder: pytest.fail(f"{folder.path} was searched"))
    (verdict,) = house.verdicts(GOOD)
    assert verdict.status == "passed"


def test_lab_is_for_checks_only(house: House) -> None:
    """A test without points that uses the lab is told so."""
    house.suite("alpha", "def test_it(lab):\n    lab.call('answer')\n")
    path = house.root / "exercises" / "1_first" / "alpha.py"
    path.parent.mkdir(parents=True)
    path.write_text(GOOD)
    ran = run_pytest(house, "tests/public")
    assert "`lab` serves checks only" in ran.stdout


def test_what_lies_beside_the_suites_has_no_say(house: House) -> None:
    """A conftest.py, a pytest.ini and a plugin named in the environment do not take part in a grade."""
    house.suite("alpha", CHECK)
    (house.root / "tests" / "conftest.py").write_text("raise SystemExit('conftest was run')\n")
    (house.root / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    assert house.verdict(GOOD).status == "passed"


def test_each_example_is_counted(house: House) -> None:
    """A drawn check has at least 25 examples, or as many more as its marker asks for."""
    house.suite("alpha", DRAWN.replace("@given", "@pytest.mark.examples(40)\n@given"))
    house.suite(
        "alpha",
        DRAWN.replace("test_drawn", "test_other").replace("@given", "@settings(max_examples=1)\n@given"),
        kind="hidden",
    )
    counted = [v.status for v in house.verdicts(GOOD + "\n")]
    assert counted == ["passed", "passed"]
    assert checks.EXAMPLES == 25


def test_only_learners_tests_import_what_lies_beside_them(solved: House) -> None:
    """`pytest exercises/…` finds a module given with an exercise; a grade imports nothing of a learner's."""
    beside = solved.root / "exercises" / "1_first"
    (beside / "mine.py").write_text("from keepsake import KEPT\n\ndef test_kept():\n    assert KEPT == 1\n")
    (beside / "keepsake.py").write_text("KEPT = 1\n")
    (beside / "hypothesis.py").write_text("raise SystemExit('a learner has spoken to the judge')\n")
    mine, graded = run_pytest(solved, str(beside / "mine.py")), run_pytest(solved, "tests/public", "tests/hidden")
    assert "1 passed" in mine.stdout
    assert "passed" in graded.stdout
    assert "a learner has spoken" not in graded.stdout + graded.stderr
