"""What a learner reads, as whole pages."""

from __future__ import annotations

import io
from textwrap import dedent

import msgspec
import pytest
from rich.console import Console

from grader.judge.verdict import TODO, Bar, Diagnosis, Row, Timeline
from grader.report.console import View, render
from grader.report.schema import Check, ExerciseReport, Location, Report, SuiteReport

FILE = "exercises/1_first/alpha.py"
SEQUENTIAL = Diagnosis(
    "sequential-await",
    "an `await` inside the loop finishes each fetch before it starts the next.",
    "https://docs.python.org/3/library/asyncio-task.html#asyncio.gather",
)
PICTURE = Timeline(4.0, (Row("a", (Bar(0.0, 3.0),)), Row("b", (Bar(3.0, 4.0),))))

PASSED = Check(
    id="alpha::test_order",
    promise="The results come in the order of the input.",
    hidden=False,
    status="passed",
    points=3,
    max_points=3,
)
FAILED = Check(
    id="alpha::test_overlap",
    promise="Every fetch starts before the first one finishes.",
    hidden=False,
    status="failed",
    points=0,
    max_points=2,
    diagnosis=SEQUENTIAL,
    message="'b' started at 3 s, when 'a' had finished.",
    location=Location(file=FILE, line=14, code="        results.append(await fetch())"),
    timeline=PICTURE,
)
UNDONE = Check(
    id="alpha::test_all",
    promise="All of it comes.",
    hidden=False,
    status="failed",
    points=0,
    max_points=5,
    diagnosis=Diagnosis(TODO, "nobody has written it yet.", ""),
    location=Location(file=FILE, line=30, code="    raise NotImplementedError"),
)
WAITING = Check(
    id="alpha::waiting",
    promise="Hidden checks, which are not shipped here.",
    hidden=True,
    status="waiting",
    points=0,
    max_points=5,
)


def exercise(topic: str, number: str, *checks: Check, problem: str | None = None, output: str = "") -> ExerciseReport:
    """Return an exercise's report with its points added up."""
    done = problem is None and all(check.status in {"passed", "waiting"} for check in checks)
    return ExerciseReport(
        id=topic,
        number=number,
        title=f"About {topic}",
        file=FILE.replace("alpha", topic),
        points=sum(check.points for check in checks),
        max_points=sum(check.max_points for check in checks),
        problem=problem,
        location=Location(file=FILE, line=12, code="    print(greeting") if problem else None,
        output=output,
        next_step=None if done else f"nox -s hint -- {topic}",
        checks=checks,
    )


def report(*exercises: ExerciseReport, python: str = "3.11.7") -> Report:
    """Return a report with its points added up."""
    return Report(
        grader="0.1.0",
        suite=SuiteReport(digest="sha256:0", scope="all"),
        seed=0,
        python=python,
        course_python="3.11",
        confinement="limits only",
        elapsed=0.5,
        points=sum(e.points for e in exercises),
        max_points=sum(e.max_points for e in exercises),
        waiting=sum(e.waiting for e in exercises),
        exercises=exercises,
    )


def page(made: Report, view: View | None = None) -> str:
    """Return what a file of the view's width gets."""
    view = view or View()
    stream = io.StringIO()
    Console(file=stream, width=view.width, color_system=None, highlight=False).print(render(made, view), soft_wrap=True)
    return stream.getvalue()


def expected(text: str) -> str:
    """Return *text* as a page: without the indent that it has in this file."""
    return dedent(text).strip("\n") + "\n"


def test_fresh_clone_is_welcomed() -> None:
    """Nobody has written anything: a welcome, the first exercise, and what to do."""
    made = report(exercise("alpha", "1.1", UNDONE, WAITING), exercise("beta", "1.2", UNDONE, WAITING))
    assert page(made) == expected("""
        Welcome to asynclings! You learn asyncio by writing it, and see at once what
        your code does in time.

        2 exercises and 20 points wait for you. This is the first one:

        1.1 alpha  About alpha                                                     0/10

          Open this file, read the lesson at its top, and write what its TODOs ask for:
            exercises/1_first/alpha.py

          This is what it should do then:
          ○ All of it comes                                                         0/5
          · Hidden checks, which are not shipped here                         5 waiting

          See it run  nox -s play -- alpha
          Grade it    nox -s grade -- alpha
          A hint      nox -s hint -- alpha
    """)


def test_first_unfinished_exercise_is_told_in_full() -> None:
    """One line for each exercise, and all about the first that is not finished."""
    made = report(
        exercise("alpha", "1.1", PASSED),
        exercise("beta", "1.2", PASSED, FAILED, output="fetching a\n"),
        exercise("gamma", "2.1", UNDONE),
        exercise("delta", "2.2", FAILED, problem="It does not parse: '(' was never closed."),
    )
    assert page(made) == expected("""
          ✓ 1.1 alpha                                                               3/3
          ▸ 1.2 beta   1 of 2 checks pass                                           3/5
          ○ 2.1 gamma  not started                                                  0/5
          ✗ 2.2 delta  It does not parse: '(' was never closed.                     0/2

        1.2 beta                                                                    3/5

          ✓ The results come in the order of the input                              3/3
          ✗ Every fetch starts before the first one finishes                        0/2
              'b' started at 3 s, when 'a' had finished.
                 0 s             1 s             2 s             3 s             4 s
              a  ████████████████████████████████████████████████
              b                                                  ████████████████
              exercises/1_first/alpha.py:14   results.append(await fetch())
              Probably: an `await` inside the loop finishes each fetch before it starts
              the next.
              Read: https://docs.python.org/3/library/asyncio-task.html#asyncio.gather

          It printed:
            fetching a

          Next: nox -s hint -- beta

        6 of 15 points.
        Your code ran with limits, not in a sandbox: fine for code of your own.
    """)


def test_plain_page_is_ascii() -> None:
    """Without Unicode everything is said with ASCII, whatever the submission says."""
    odd = msgspec.structs.replace(FAILED, message="It returned 'Zoé ✓'.")
    made = report(exercise("alpha", "1.1", PASSED, odd, WAITING))
    assert page(made, View(ascii=True, whole=False)) == expected(r"""
        1.1 alpha                                                                  3/10

          + The results come in the order of the input                              3/3
          - Every fetch starts before the first one finishes                        0/2
              It returned 'Zo\xe9 \u2713'.
                 0 s             1 s             2 s             3 s             4 s
              a  ################################################
              b                                                  ################
              exercises/1_first/alpha.py:14   results.append(await fetch())
              Probably: an `await` inside the loop finishes each fetch before it starts
              the next.
              Read: https://docs.python.org/3/library/asyncio-task.html#asyncio.gather
          . Hidden checks, which are not shipped here                         5 waiting

          Next: nox -s hint -- alpha

        3 of 10 points. 5 of them wait for checks that are not here.
        Your code ran with limits, not in a sandbox: fine for code of your own.
    """)


def test_problem_comes_instead_of_its_checks() -> None:
    """Where nothing could be checked, the reason stands alone."""
    made = report(exercise("alpha", "1.1", FAILED, FAILED, problem="It does not parse: '(' was never closed."))
    assert page(made) == expected("""
        1.1 alpha                                                                   0/4

          ✗ It does not parse: '(' was never closed.
              exercises/1_first/alpha.py:12   print(greeting
              None of its 2 checks could run.

          Next: nox -s hint -- alpha

        0 of 4 points.
        Your code ran with limits, not in a sandbox: fine for code of your own.
    """)


def test_everything_done_is_celebrated() -> None:
    """A finished course gets a line for each exercise and one of praise."""
    made = report(exercise("alpha", "1.1", PASSED), exercise("beta", "1.2", PASSED))
    assert page(made) == expected("""
          ✓ 1.1 alpha                                                               3/3
          ✓ 1.2 beta                                                                3/3

        All 6 points! Your code waits for many things and wastes no time. Well done!
        Your code ran with limits, not in a sandbox: fine for code of your own.
    """)


def test_finished_exercise_leads_on() -> None:
    """One exercise that was asked for is told in full, and then what comes next."""
    made = report(exercise("alpha", "1.1", PASSED, WAITING))
    assert page(made, View(whole=False)) == expected("""
        1.1 alpha                                                                   3/8

          ✓ The results come in the order of the input                              3/3
          · Hidden checks, which are not shipped here                         5 waiting

        Everything that is checked here passes: 3 of 8 points. 5 of them wait for
        checks that are not here.
        Your code ran with limits, not in a sandbox: fine for code of your own.
        Next: nox -s grade
    """)


def test_everything_shows_every_exercise_in_full() -> None:
    """With ``--all`` no exercise is only a line."""
    made = report(exercise("alpha", "1.1", PASSED), exercise("beta", "1.2", UNDONE), exercise("gamma", "1.3", FAILED))
    text = page(made, View(everything=True))
    headings = [line.split("  ")[0] for line in text.splitlines() if line.startswith("1.")]
    assert headings == ["1.1 alpha", "1.2 beta", "1.3 gamma"]
    assert "Welcome" not in text


def test_nothing_is_said_twice() -> None:
    """A second check with the same diagnosis does not explain it again, and one with the same all says nothing."""
    other = msgspec.structs.replace(FAILED, message="It took 27 s.", timeline=None)
    text = page(report(exercise("alpha", "1.1", FAILED, FAILED, other)))
    assert [text.count(words) for words in ("Probably:", "'b' started", "It took 27 s.")] == [1, 1, 1]


def test_open_todo_is_no_failure() -> None:
    """In an exercise that was begun, a TODO is shown as open, with its place."""
    text = page(report(exercise("alpha", "1.1", PASSED, UNDONE)))
    assert "  ○ All of it comes" in text
    assert "      exercises/1_first/alpha.py:30   raise NotImplementedError" in text
    assert "Probably" not in text


def test_error_is_ours() -> None:
    """An error says that it is the grader's, and asks for a report."""
    error = msgspec.structs.replace(FAILED, status="error", message="The lab ended with signal 9.", diagnosis=None)
    text = page(report(exercise("alpha", "1.1", error)))
    assert "  ! Every fetch starts before the first one finishes" in text
    assert "The grader failed here, not your code, and these points are not lost." in text


def test_other_python_is_said_once() -> None:
    """A grade made with another Python says that it is not comparable."""
    text = page(report(exercise("alpha", "1.1", PASSED), python="3.13.0"))
    assert text.count("Python 3.13.0") == 1
    assert "The course scores with 3.11, so this score\nis not comparable." in text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J\x1b[31mred", r"\x1b[2J\x1b[31mred"),
        ("[bold]not bold[/bold] [link=x]", "[bold]not bold[/bold] [link=x]"),
        ("[/unbalanced]", "[/unbalanced]"),
        ("a\rb\x07\x00\x9bc", r"a\rb\x07\x00\x9bc"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        (":smile:", ":smile:"),
    ],
    ids=["ansi", "markup", "unbalanced", "controls", "bidi", "emoji"],
)
def test_submission_cannot_draw_on_the_terminal(hostile: str, shown: str) -> None:
    """Text of a submission is shown as it is, and what is not to look at is escaped."""
    bad = msgspec.structs.replace(
        FAILED,
        message=hostile,
        location=Location(file=FILE, line=1, code=hostile),
        timeline=Timeline(1.0, (Row(hostile, (Bar(0.0, 1.0),)),)),
    )
    text = page(report(exercise("alpha", "1.1", bad, output=hostile)))
    assert text.count(shown) >= 2
    assert not set(text) & set("\x1b\r\x07\x00\x9b\u202e")


def test_long_texts_are_cut() -> None:
    """Neither a message nor an output fills the terminal."""
    many = "\n".join(f"line {n}" for n in range(100))
    text = page(report(exercise("alpha", "1.1", msgspec.structs.replace(FAILED, message=many), output=many)))
    assert text.count("and 88 more lines") == 2


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_page_keeps_to_its_width(width: int) -> None:
    """Only what does not wrap, a link or a path, is wider than the terminal."""
    made = report(exercise("alpha", "1.1", PASSED, FAILED, WAITING), exercise("beta", "1.2", UNDONE))
    lines = page(made, View(width=width)).splitlines()
    assert [line for line in lines if len(line) >= width and "Read:" not in line and FILE not in line] == []
