"""Each rule of the content check refuses what it is there for, in plain words, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import course as courses
from tests.authoring import checks
from tests.authoring.content import static
from tests.authoring.grades import variants
from tests.authoring.material import Finding, read
from tests.grader.authoring.course import (
    HIDDEN,
    MANIFEST,
    PUBLIC,
    SOLUTION,
    STUB,
    SUBMISSIONS,
    session,
    spoil,
    write,
)

LATER = """
[[exercises]]
topic = "rest"
part = "2_more"
title = "Rest"
minutes = 5
teaches = ["asyncio.run", "await"]
hints = ["a", "b", "c"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a course that lacks nothing."""
    return write(tmp_path)


def found(root: Path) -> list[Finding]:
    """What is found in the exercise `nap` without running anything."""
    course = courses.load(root)
    material, missing = read(course, course.one("nap"))
    return [*missing, *checks.rules(material), *static(material, course)]


def test_content_finds_nothing_in_a_course_that_lacks_nothing(root: Path) -> None:
    """An exercise that keeps every rule is fine, in one line, and what needs another Python is named."""
    done = session("content.py", root)
    assert (done.stdout, done.stderr) == (
        (
            "nap: fine (2 checks, 6 + 4 points, 3 right, 5 wrong; not graded here: "
            "wrong_syntax_of_tomorrow.py needs Python >=9.9)\n"
        ),
        "",
    )
    assert done.returncode == 0


def test_content_says_what_grading_shows(root: Path) -> None:
    """What only shows when everything is graded is said in full, with the file, and costs exit status 1."""
    spoil(root, PUBLIC, "    assert run.elapsed == 3\n", "    assert run.elapsed < 9\n")
    spoil(root, f"{SUBMISSIONS}/right_by_timer.py", "call_later(pause,", "call_later(pause + 1,")
    spoil(root, f"{SUBMISSIONS}/wrong_name.py", ", nap::test_any_nap", "")
    spoil(root, f"{SUBMISSIONS}/wrong_import.py", "import-error", "wrong-value")
    spoil(root, f"{SUBMISSIONS}/wrong_ends_the_process.py", "crash: yes\n", "")
    spoil(root, f"{SUBMISSIONS}/wrong_signature.py", "nap::test_any_nap\n", "nap::test_any_nap\ncrash: yes\n")
    (root / "solutions/1_rest/stray.py").write_text("", encoding="utf-8")
    done = session("content.py", root)
    for said in (
        "nap: 5 things to put right",
        "right_by_timer.py\n    fails `nap::test_any_nap`, and should not. ",
        (
            "wrong_name.py\n    does not fail as claimed: `nap::test_any_nap` failed, too. If that is as it should be, "
            "write `fails: nap::test_rests_and_dreams, nap::test_any_nap`.\n"
        ),
        (
            "wrong_import.py\n    claims `wrong-value`; `nap::test_rests_and_dreams`, the first to fail, says "
            "`import-error`."
        ),
        "wrong_ends_the_process.py\n    broke its process: it ended its own process. If that",
        "wrong_signature.py\n    says `crash: yes`, but nothing broke. Take that out.\n",
        "elsewhere: 1 thing to put right\n  solutions/1_rest/stray.py\n    belongs to no exercise.",
    ):
        assert said in done.stdout
    assert done.returncode == 1


def test_content_reads_only_the_exercises_named(root: Path) -> None:
    """An unknown name is a message and exit status 2."""
    done = session("content.py", root, "nab")
    assert "No exercise or part is called 'nab'. Did you mean 'nap'?" in done.stderr
    assert done.returncode == 2


SPOILT = {
    "lesson-missing": (STUB, '"""Naps: rest', '0, """Naps: rest', "has no docstring, which is the lesson"),
    "lesson-long": (STUB, "Who naps", "\n" * 32 + "Who naps", "has a lesson of 41 lines"),
    "lesson-wide": (STUB, "the others go on.", "the others go on, " + "on " * 30, "wider than 120 columns: line 3"),
    "lesson-unwritten": (STUB, "Who naps", "TODO: who naps", "has a TODO in its lesson"),
    "entry-unwritten": (MANIFEST, 'title = "Naps"', 'title = "TODO"', "has a TODO in the entry of nap"),
    "no-link": (STUB, "https://docs.python.org/3", "https://example.org/3", "has 0 links to docs.python.org"),
    "no-example": (
        STUB,
        '    async def doze(sheep):\n        await asyncio.sleep(45)\n        return f"',
        "",
        "has no example",
    ),
    "no-todo": (STUB, "# TODO: rest", "# rest", "marks `nap` with 0 comments"),
    "todo-twice": (STUB, "# TODO: rest", "# TODO: rest\n    # TODO: rest", "marks `nap` with 2 comments"),
    "todo-nowhere": (STUB, "import asyncio\n", "import asyncio  # TODO: more\n", "in no function that raises"),
    "raises-another-name": (STUB, 'Error("nap")', 'Error("snooze")', 'should say `raise NotImplementedError("nap")`'),
    "nothing-to-do": (STUB, 'raise NotImplementedError("nap")', "return dream", "leaves 0 functions to write"),
    "no-demonstration": (STUB, 'if __name__ == "__main__":', "if False:", "has no demonstration"),
    "no-promise-of-a-function": (STUB, '"""Rest for', '0, """Rest for', "does not promise what `nap` does"),
    "shared-data": (PUBLIC, '"a cloud"', '"counted "', "shares data with tests/public/1_rest/test_nap.py: 'counted '"),
    "another-lesson": (SOLUTION, "Who naps", "Who dozes", "has another lesson than exercises/1_rest/nap.py"),
    "another-signature": (
        SOLUTION,
        "pause: float",
        "pause: int",
        "the stub has `async def nap(pause: float, dream: str)",
    ),
    "another-promise": (SOLUTION, "Rest for", "Sleep for", "describes `nap` otherwise than the stub"),
    "another-demonstration": (SOLUTION, "a boat", "a ship", "has another demonstration"),
    "todo-left": (SOLUTION, "    return dream", "    return dream  # TODO: polish", "still has a TODO"),
    "not-written": (SOLUTION, "    return dream", '    raise NotImplementedError("nap")', "does not write `nap`"),
    "imports-grader": (SOLUTION, "import asyncio\n", "import asyncio\nimport grader.course\n", "imports the grader"),
    "hint-pastes-a-line": (
        MANIFEST,
        "Who waits?",
        "Try `await  asyncio.sleep(pause)`.",
        "gives the answer away in hint 1",
    ),
    "hint-pastes-a-call": (
        MANIFEST,
        "Who waits?",
        "asyncio.sleep(pause) it is",
        "`asyncio.sleep(pause)` stands in the",
    ),
    "teaches-nothing": (MANIFEST, 'teaches = ["async def", "asyncio.sleep"]', "", "does not say what nap teaches"),
    "teaches-no-word": (
        MANIFEST,
        '"async def"',
        '"async what"',
        "teaches 'async what', which is neither a name nor one",
    ),
    "teaches-elsewhere": (MANIFEST, '"async def"', '"asyncio.Lock"', "its lesson and its solution do without"),
    "two-sentences": (PUBLIC, "time and gives", "time. It gives", "should promise one thing in one sentence"),
    "no-full-stop": (PUBLIC, "its dream.", "its dream", "should promise one thing in one sentence"),
    "small-letter": (PUBLIC, "A nap takes", "a nap takes", "should promise one thing in one sentence"),
    "no-promise": (PUBLIC, '"""A nap', '0, """A nap', "promises nothing in `test_rests_and_dreams`"),
    "nothing-drawn": (HIDDEN, "@given(pause=st.integers(1, 9))", "", "draw no inputs"),
    "drawn-and-excused": (MANIFEST, "minutes = 5", 'minutes = 5\nundrawn = "x"', "says why nap draws no inputs"),
    "one-name-twice": (HIDDEN, "def test_any_nap", "def test_rests_and_dreams", "has a second check called"),
    "no-points": (HIDDEN, "@pytest.mark.points(4)\n", "", "gives no points for `test_any_nap`"),
    "no-check": (HIDDEN, "@pytest.mark.points(4)\n", "", "has no check. Write a test marked with"),
    "nothing-in-real-time": (MANIFEST, 'fidelity = "test_rests_and_dreams"', "", "names no check to be played"),
    "unknown-in-real-time": (
        MANIFEST,
        "test_rests_and_dreams",
        "test_nothing",
        "names `test_nothing`, which is no check",
    ),
    "drawn-in-real-time": (MANIFEST, "test_rests_and_dreams", "test_any_nap", "which draws its inputs"),
    "unknown-check": (f"{SUBMISSIONS}/wrong_name.py", "_any_nap", "_some_nap", "`nap::test_some_nap`, and there is no"),
    "fails-nothing": (f"{SUBMISSIONS}/wrong_name.py", "fails: ", "loses: ", "does not claim which checks fail it"),
    "no-diagnosis": (f"{SUBMISSIONS}/wrong_name.py", "diagnosis: missing-function\n", "", "does not claim a diagnosis"),
    "right-fails": (
        f"{SUBMISSIONS}/right_by_timer.py",
        'future."',
        'future.\n\nfails: x\n"',
        "which a right submission has not",
    ),
    "no-sentence": (
        f"{SUBMISSIONS}/right_by_timer.py",
        "Has a timer of the loop set a future.",
        "",
        "does not say in a sent",
    ),
    "crash-no": (f"{SUBMISSIONS}/wrong_ends_the_process.py", "crash: yes", "crash: no", "says `crash: no`"),
    "no-version": (
        f"{SUBMISSIONS}/wrong_syntax_of_tomorrow.py",
        ">=9.9",
        "tomorrow",
        "says `requires-python: tomorrow`",
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "said"), SPOILT.values(), ids=SPOILT)
def test_content_refuses(root: Path, name: str, old: str, new: str, said: str) -> None:
    """One thing that is wrong is said in the words that belong to it."""
    spoil(root, name, old, new)
    whats = [finding.what for finding in found(root)]
    assert [what for what in whats if said in what] != [], whats


def test_content_finds_nothing_without_grading(root: Path) -> None:
    """Nothing is found in the files of an exercise that keeps the rules."""
    assert found(root) == []


def test_content_takes_a_generator_s_stub(root: Path) -> None:
    """A `yield` after the error that a stub raises makes it a generator; the laziest answers do without it."""
    spoil(root, STUB, '("nap")\n', '("nap")\n    yield\n')
    assert found(root) == []
    course = courses.load(root)
    stub = read(course, course.one("nap"))[0].stub
    assert stub is not None
    assert all("yield" not in text for text in variants(stub).values())


@pytest.mark.parametrize("name", [STUB, SOLUTION, PUBLIC, HIDDEN])
def test_content_misses_a_file(root: Path, name: str) -> None:
    """A file that is not there is named, with what to write."""
    (root / name).unlink()
    assert [finding.where for finding in found(root) if "is not there. Write the" in finding.what] == [name]


def test_content_misses_submissions(root: Path) -> None:
    """Fewer than three right or five wrong submissions are too few, and for a draft fewer than one and two."""
    folder = root / SUBMISSIONS
    for path in folder.glob("*_by_*.py"):
        path.unlink()
    (folder / "wrong_name.py").rename(folder / "odd_name.py")
    assert [finding.what.partition(";")[0].partition(".")[0] for finding in found(root)] == [
        "has 1 right submissions",
        "has 4 wrong submissions",
        "is neither called right_*",
    ]
    spoil(root, MANIFEST, "minutes = 5", "minutes = 5\ndraft = true")
    assert [finding.where for finding in found(root)] == [f"{SUBMISSIONS}/odd_name.py"]


def test_content_names_a_file_that_is_not_python(root: Path) -> None:
    """A syntax error is found where it is, and stops no other rule."""
    spoil(root, SOLUTION, "return dream", "return return")
    assert [(finding.where, finding.what) for finding in found(root)] == [
        (SOLUTION, "is not Python: invalid syntax in line 18. Put that right first.")
    ]


def test_content_sees_twins_behind_other_names(root: Path) -> None:
    """Two programs that differ in names, comments and annotations only are one."""
    text = (root / SUBMISSIONS / "right_in_a_task.py").read_text(encoding="utf-8")
    twin = text.replace("pause", "seconds").replace("dream", "image").replace("a task", "another task")
    (root / SUBMISSIONS / "right_twin.py").write_text(twin, encoding="utf-8")
    assert [finding.what for finding in found(root)] == [
        "is the same program as right_in_a_task.py, except for names. Show something else."
    ]


def test_content_keeps_the_order_of_the_course(root: Path) -> None:
    """Neither stub nor solution uses a name, or syntax, that only a later exercise teaches."""
    with (root / MANIFEST).open("a", encoding="utf-8") as file:
        file.write(LATER)
    assert [(finding.where, finding.what.partition(".")[0]) for finding in found(root)] == [
        (STUB, "uses `asyncio"),
        (STUB, "uses `await`, which only rest teaches"),
        (SOLUTION, "uses `asyncio"),
        (SOLUTION, "uses `await`, which only rest teaches"),
    ]
    spoil(root, MANIFEST, '"async def", ', '"async def", "await", "asyncio.run", ')
    assert found(root) == []


def test_content_keeps_a_track_whole(root: Path) -> None:
    """What an exercise of a track needs is in that track."""
    text = (root / MANIFEST).read_text(encoding="utf-8")
    start, nap = text.split("[[exercises]]")
    before = LATER.replace("2_more", "1_rest")
    nap = nap.replace("minutes = 5", 'minutes = 5\ntracks = ["core"]\nprerequisites = ["rest"]')
    (root / MANIFEST).write_text(f"{start}{before}[[exercises]]{nap}", encoding="utf-8")
    assert [(finding.where, finding.what) for finding in found(root)] == [
        (MANIFEST, "has nap in the track core, and not its prerequisite rest."),
        (STUB, "uses `asyncio.run`, which rest teaches, outside of the track core. Do without it."),
        (STUB, "uses `await`, which rest teaches, outside of the track core. Do without it."),
        (SOLUTION, "uses `asyncio.run`, which rest teaches, outside of the track core. Do without it."),
        (SOLUTION, "uses `await`, which rest teaches, outside of the track core. Do without it."),
    ]
    (root / MANIFEST).write_text(f'{start}{before}tracks = ["core"]\n[[exercises]]{nap}', encoding="utf-8")
    assert found(root) == []


def test_content_grades_by_another_seed(root: Path) -> None:
    """With a seed, other inputs are drawn, and what fails for certain fails with them, too."""
    done = session("content.py", root, "nap", "--seed", "3")
    assert done.stdout.startswith("nap: fine (2 checks, 6 + 4 points, 3 right, 5 wrong")
    assert done.returncode == 0
