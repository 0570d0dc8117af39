"""The commands. Only this module prints, reads the clock, and decides how the program exits."""

from __future__ import annotations

import errno
import os
import shlex
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, TextIO

import click

from grader.course import LIST, Course, Exercise, UserError, find_root, load, quoted

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from grader.judge.submission import Submission
    from grader.judge.suites import Scope, Suites
    from grader.judge.verdict import ExerciseVerdict
    from grader.report.formats.choice import Format
    from grader.report.glyphs import Glyphs
    from grader.report.schema import Level, Report
    from grader.sandbox.confinement import Confinement, Sandbox


class Judge(Protocol):
    """What grades: `grader.judge.grade.grade`, or a stand-in."""

    def __call__(
        self, submission: Submission, *, suites: Suites, seed: int, progress: Callable[[str], None] | None
    ) -> Sequence[ExerciseVerdict]:
        """Grade *submission*, and call *progress* with the topic of each exercise before its turn."""


class Exit(IntEnum):
    """The exit statuses of every command."""

    GRADED = 0
    BELOW = 1
    NOT_GRADED = 2
    INTERRUPTED = 130


WORDS_HELP = (
    "EXERCISE is a topic (gather), its number (1.2), its path, or a whole part: 1, 1_coroutines or coroutines. "
    "A number with a dot is an exercise, one without is a part."
)
WHICH = "Which exercise? Name one by its topic, its number or its path."


class Learners(click.Command):
    """A command that is typed through nox."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the command as it is typed."""
        formatter.write_usage(f"nox -s {ctx.info_name} --", " ".join(self.collect_usage_pieces(ctx)))


class Percent(click.FloatRange):
    """A number from 0 to 100: nan is none, and is not below anything either."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read *value*."""
        number = super().convert(value, param, ctx)
        return number if number == number else self.fail(f"{value!r} is not a number from 0 to 100.", param, ctx)  # noqa: PLR0124 (nan)


plain_option = click.option("--plain", is_flag=True, help="No colours, and ASCII only.")


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 graded, 1 below --fail-under, 2 not graded, 130 interrupted.",
)
def app() -> None:
    """Grade asynclings, a course in Python's asyncio."""


@app.command(cls=Learners, epilog=WORDS_HELP)
@click.argument("words", metavar="[EXERCISE]...", nargs=-1)
@click.option(
    "--from", "source", metavar="FOLDER|FILE", type=click.Path(path_type=Path), help="Grade this, not exercises/."
)
@click.option(
    "--suite",
    type=click.Choice(["public", "hidden", "all"]),
    default="all",
    show_default=True,
    help="Which checks to run.",
)
@click.option(
    "--json",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Save the report as JSON; - prints it instead of the page.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["page", "markdown", "annotations", "junit", "gradescope", "classroom", "classroom50"]),
    default="page",
    show_default=True,
    help="How to print the report; the page then goes to standard error.",
)
@click.option(
    "--since",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="An earlier report, saved by --json: --format markdown says what has changed.",
)
@click.option(
    "--feedback",
    "level",
    type=click.Choice(["full", "promise", "score"]),
    default="full",
    show_default=True,
    help="How much to say: everything; of hidden checks neither inputs nor expected values; or the score alone.",
)
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="What inputs and schedules are drawn from.",
)
@click.option(
    "--fail-under",
    metavar="PERCENT",
    type=Percent(0, 100),
    help="Exit with 1 below this share of the points that are checked here.",
)
@click.option(
    "--sandbox",
    type=click.Choice(["auto", "require", "off"]),
    default="auto",
    show_default=True,
    help="What confines the code while it runs: the strongest that can be had here; the same, or nothing is graded "
    "if that is not Landlock or bubblewrap; limits only.",
)
@click.option("--all", "everything", is_flag=True, help="Show every exercise in full.")
@plain_option
@click.pass_obj
def grade(  # noqa: PLR0913 - each is an option of the command
    judge: Judge | None,
    *,
    words: tuple[str, ...],
    source: Path | None,
    suite: Scope,
    json: Path | None,
    form: Format | Literal["page"],
    since: Path | None,
    level: Level,
    seed: int,
    fail_under: float | None,
    sandbox: Sandbox,
    everything: bool,
    plain: bool,
) -> Exit:
    """Grade your exercises, and show what to do next."""
    from grader.report.save import check_writable, save
    from grader.report.schema import encode

    json_alone = json == Path("-")
    if json_alone and form != "page":
        again = f"nox -s grade -- --format {form} --json report.json"
        raise UserError(f"Standard output holds one thing: --json -, or --format {form}.", again)
    if json is not None and not json_alone:
        check_writable(json)
    formatted = _formatter(form, since)
    with _refusal_told(form):
        course = _course()
        confinement = _confinement(sandbox, course)
        submission = _submission(course, list(words), source)
        asked = Asked(suite, seed, level, confinement)
        report = _graded(course, submission, asked, judge or partial(_judge(), confinement=confinement))
    if json is not None and not json_alone:
        save(json, encode(report))
    whole = len(report.exercises) == len(course.finished)
    page = sys.stderr if json_alone or form != "page" else sys.stdout
    _show(report, page, everything=everything, plain=plain, whole=whole)
    if everything or (source is not None and confinement.gaps):
        print(_told(confinement), file=page)
    _write(encode(report).decode() if json_alone else formatted(report))
    return _status(report, fail_under)


@app.command(cls=Learners, name="list")
@plain_option
def list_(*, plain: bool) -> Exit:
    """List the exercises."""
    course = _course()
    from grader.report.contents import contents

    console, glyphs = _console(sys.stdout, plain=plain)
    _print(console, contents(course, console.width, glyphs))
    return Exit.GRADED


@app.command(cls=Learners)
@click.argument("word", metavar="EXERCISE", required=False)
@click.argument("number", metavar="[N]", type=int, default=1)
def hint(word: str | None, number: int) -> Exit:
    """Give a hint: the first, or the one with the number N."""
    from grader.report.contents import hint_page

    if word is None:
        raise UserError(WHICH, LIST)
    exercise = _course().one(word)
    again = f"nox -s hint -- {exercise.topic}"
    if not 1 <= number <= len(exercise.hints):
        raise UserError(f"{exercise.topic} has hints 1 to {len(exercise.hints)}, and no hint {number}.", again)
    console, glyphs = _console(sys.stdout, plain=False)
    _print(console, hint_page(exercise, number, console.width, glyphs))
    return Exit.GRADED


@app.command(cls=Learners)
@click.argument("word", metavar="EXERCISE", required=False)
def play(word: str | None) -> Exit:
    """Run an exercise's own demonstration, in real time."""
    from grader.judge.submission import read_folder, shown
    from grader.play import play as run

    if word is None:
        raise UserError(WHICH, LIST)
    course = _course()
    exercise = course.one(word)
    file = read_folder(course.root / "exercises", [exercise], course).files[exercise.topic]
    if file.problem is not None:
        raise UserError(file.problem)
    status, todo = run(course.root / "exercises" / exercise.file, sys.stderr)
    if todo is not None:
        name = f" of {todo.what}" if todo.what else ""
        print(f"The TODO{name} is not done yet: {shown(Path(todo.file), course.root)}:{todo.line}")
        print(f"Write it, then play again: nox -s play -- {exercise.topic}")
    return Exit.GRADED if todo is not None or status == 0 else Exit.BELOW


@app.command()
@click.argument("part")
@click.argument("topic")
def new(part: str, topic: str) -> Exit:
    """Lay out a new exercise, as a draft (for authors).

    PART is a part of the course: 2, 2_tasks or tasks. TOPIC is the exercise's id, a Python name in lower case.
    """
    from grader.scaffold import create

    for path in create(_course(), part, topic):
        print(path)
    print(f"Write what its TODOs ask for, then: nox -s content -- {topic}")
    return Exit.GRADED


@app.command(cls=Learners)
def doctor() -> Exit:
    """Say what can be had here to confine the code that is graded, and whether the lab works. Changes nothing."""
    from grader import doctor as of_here

    for line in of_here.examine(Path.cwd()):
        print(line)
    try:
        print(of_here.try_lab())
    except of_here.CannotGrade as error:
        raise UserError(str(error)) from None
    return Exit.GRADED


@app.command(name="post")
@click.argument("path", metavar="REPORT", type=click.Path(path_type=Path))
@click.option("--sha", required=True, metavar="SHA", help="The commit that was graded, at a pull request's head.")
def post_(path: Path, sha: str) -> Exit:
    """Show a saved report as a comment on its pull request.

    REPORT was saved by `grade --json`. GITHUB_API_URL, GITHUB_REPOSITORY and GITHUB_TOKEN say where; a job has them.
    Exit status: 0 if it is shown, or there is no open pull request with this commit at its head; 2 if it is not.
    """
    import asyncio

    from grader.github.target import Target
    from grader.report.intake import read_report

    report = read_report(path)
    target = Target.read(os.environ, sha)
    try:
        from grader.github.api import Patience
        from grader.github.post import post
    except ModuleNotFoundError as error:
        again = shlex.join(["nox", "-s", "post", "--", str(path), "--sha", sha])
        raise UserError(f"Posting needs a package that is not installed here: {error.name}.", again) from error
    try:
        said = asyncio.run(post(report, target, Patience(now=time.time)))
    except UserError as error:
        again = shlex.join(["python", "-m", "grader", "post", str(path), "--sha", sha])
        raise UserError(f"{error.problem} The report is still in {path}.", again) from error
    for sentence in said:
        print(sentence)
    return Exit.GRADED


@app.command()
def schema() -> Exit:
    """Print the JSON Schema of the report."""
    import json

    from grader.report.schema import json_schema

    print(json.dumps(json_schema(), indent=2))
    return Exit.GRADED


def main(arguments: Sequence[str] | None = None, judge: Judge | None = None) -> int:
    """Run a command, and return its exit status. *judge* stands in for `grader.judge.grade.grade`."""
    try:
        return int(app(args=arguments, prog_name="python -m grader", obj=judge, standalone_mode=False) or Exit.GRADED)
    except click.Abort:  # click has ended the line in which the terminal shows ^C
        print("Interrupted.", file=sys.stderr)
        return Exit.INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
    except click.ClickException as error:
        words = sys.argv[1:] if arguments is None else arguments
        print(UserError(error.format_message(), _help_for(error, words)), file=sys.stderr)
    except UserError as error:
        print(error, file=sys.stderr)
    except PermissionError as error:
        told = f"{error.filename or 'Something'} may not be read. Look at its permissions and its folder's."
        print(told, file=sys.stderr)
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            return _bug()
        told = f"{quoted(str(error.filename))} is too long for the name of a file. Look at what was typed."
        print(told, file=sys.stderr)
    except Exception:  # noqa: BLE001 - status 1 is taken: a bug of ours must not look like a low score
        return _bug()
    return Exit.NOT_GRADED


def _bug() -> Exit:
    """Tell of the exception at hand, which nobody has foreseen."""
    traceback.print_exc()
    print("\nThis is a bug in the grader, not in your code. Please report it, with these lines.", file=sys.stderr)
    return Exit.NOT_GRADED


def _help_for(error: click.ClickException, words: Sequence[str]) -> str:
    """Give the command that shows what would have been right, after *words* were typed."""
    command = app.commands.get(words[0]) if words else None
    if isinstance(command, Learners):
        return f"nox -s {command.name} -- --help"
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{context.command_path if context is not None else 'python -m grader'} --help"


# --- What to grade ----------------------------------------------------------------------------------------------------


def _course() -> Course:
    return load(find_root(Path.cwd()))


def _submission(course: Course, words: list[str], source: Path | None) -> Submission:
    """Read the files to grade. A word that is a path names a file to read, unless *source* says where they all are."""
    from grader.judge.submission import Submission, read_file, read_folder

    if source is not None and not source.is_dir() and (source.suffix == ".py" or source.exists()):
        return read_file(source, _only(course, words, source), course)
    exercises = course.choose(words)
    if not exercises:
        raise UserError("Every exercise here is a draft: name the one to grade.", "nox -s list")
    submission = read_folder(source or course.root / "exercises", exercises, course)
    if source is not None:
        return submission
    files = dict(submission.files)
    for word in words:
        if word.endswith(".py") and Path(word).is_file():
            files |= read_file(Path(word), course.one(word), course).files
    return Submission(files)


def _only(course: Course, words: list[str], source: Path) -> Exercise:
    exercises = course.choose(words) if words else course.resolve(str(source))
    if len(exercises) != 1:
        raise UserError(
            f"{source} is one file, and {len(exercises)} exercises are asked for. Name the one that it is.",
            f"nox -s grade -- {exercises[0].topic} --from {source}",
        )
    return exercises[0]


# --- Grading ----------------------------------------------------------------------------------------------------------


class Asked(NamedTuple):
    """How somebody wants to have graded: by which suites, from which seed, told how fully, and how confined."""

    scope: Scope
    seed: int
    level: Level
    confinement: Confinement


def _graded(course: Course, submission: Submission, asked: Asked, judge: Judge) -> Report:
    from grader.judge.suites import Suites
    from grader.report.build import Made, build
    from grader.report.progress import Progress

    suites = Suites(course.root / "tests", asked.scope)
    exercises = course.choose(list(submission.files))
    if suites.used(exercises) is None:
        looked = " or ".join(str(Path("tests", suite, exercises[0].suite_file)) for suite in suites.asked)
        raise UserError(f"There is no check here to grade with: expected {looked}.", "git status")
    start = time.perf_counter()
    with Progress(sys.stderr) as progress:
        verdicts = judge(submission, suites=suites, seed=asked.seed, progress=progress)
    elapsed = time.perf_counter() - start
    made = Made(
        course=course,
        submission=submission,
        suites=suites,
        seed=asked.seed,
        elapsed=elapsed,
        confinement=asked.confinement.name,
    )
    return build(verdicts, made, level=asked.level)


def _judge() -> Callable[..., Sequence[ExerciseVerdict]]:
    from grader.judge.grade import grade as judge

    return judge


def _confinement(sandbox: Sandbox, course: Course) -> Confinement:
    from grader.sandbox.confinement import LIMITS, remedy, strongest

    if sandbox == "off":
        return LIMITS
    found = strongest()
    if sandbox == "require" and found.level == "limits":
        raise UserError(
            f"Nothing is graded: code cannot be confined here, because {found.why_not}.", remedy(course.root)
        )
    return found


def _told(confinement: Confinement) -> str:
    """Say in one line what confined the code, and what that does not cover."""
    gaps = f" Not covered: {'; '.join(confinement.gaps)}." if confinement.gaps else ""
    return f"Sandbox: {confinement.name}.{gaps}"


def _status(report: Report, fail_under: float | None) -> Exit:
    if report.errors:
        return Exit.NOT_GRADED
    percent = report.percent
    if fail_under is not None and percent is not None and percent < fail_under:
        print(
            f"That is {percent:.4g} % of the points checked here, below the {fail_under:g} % asked for.",
            file=sys.stderr,
        )
        return Exit.BELOW
    return Exit.GRADED


# --- Formats ----------------------------------------------------------------------------------------------------------


def _formatter(form: Format | Literal["page"], since: Path | None) -> Callable[[Report], str]:
    if form == "page" and since is None:
        return lambda _report: ""  # what learners see needs none of the formats
    if form == "page":
        raise UserError("--since is for --format markdown.")
    from grader.report.formats.choice import formatter

    return formatter(form, since, os.environ, datetime.now(UTC))


@contextmanager
def _refusal_told(form: str) -> Iterator[None]:
    """Tell Classroom's reporter that nothing could be graded: without a payload it says nothing that helps."""
    try:
        yield
    except UserError as error:
        if form == "classroom":
            from grader.report.formats.classroom import refusal

            _write(refusal(str(error)))
        raise


def _write(text: str) -> None:
    """Write *text* to standard output as UTF-8, which every format is, whatever the console's encoding."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
    else:
        sys.stdout.flush()
        buffer.write(text.encode())
        buffer.flush()


# --- Printing ---------------------------------------------------------------------------------------------------------


def _show(report: Report, stream: TextIO, *, everything: bool, plain: bool, whole: bool) -> None:
    from grader.report.console import View, render

    console, glyphs = _console(stream, plain=plain)
    page = render(report, View(console.width, ascii=glyphs.ascii, everything=everything, whole=whole))
    if os.environ.get("GITHUB_ACTIONS") == "true":  # whose runner obeys what it finds in a log
        from grader.report.inert import no_command

        page.plain = no_command(page.plain)
    _print(console, page)


def _console(stream: TextIO, *, plain: bool) -> tuple[Console, Glyphs]:
    from rich.console import Console

    from grader.report.glyphs import ASCII, UNICODE

    console = Console(file=stream, color_system=None if plain else "auto", highlight=False)
    return console, ASCII if plain or not UNICODE.fit(stream.encoding) else UNICODE


def _print(console: Console, text: Text) -> None:
    console.print(text, soft_wrap=True)
