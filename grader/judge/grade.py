"""Run pytest over the suites of an exercise or many, for one submission or many, and give the verdicts."""

from __future__ import annotations

import contextlib
import gc
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from grader.course import UserError
from grader.judge import parallel
from grader.judge.client import Lab

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from grader.judge.client import Start
    from grader.judge.docket import Docket
    from grader.judge.submission import Submission
    from grader.judge.suites import Suites
    from grader.judge.verdict import ExerciseVerdict
    from grader.sandbox.confinement import Confinement

AUTOLOAD = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
IDLE_PLUGINS = (
    "terminal",
    "cacheprovider",
    "logging",
    "warnings",
    "junitxml",
    "unraisableexception",
    "threadexception",
)
"""Plugins of pytest's that a grade has no use for: they would run for every check."""
LAST_LINE = 600
"""Real seconds after which pytest-timeout ends a check: the judge's own budgets have ended it long before."""


@dataclass(frozen=True)
class Terms:
    """How submissions are graded.

    *seed* is what draws and schedules start from. With *until_failure*, the checks after a submission's first failed
    one are left out: who only asks whether it is right need not know how often it is wrong. The exercises of one
    submission are shared among up to *processes*. It runs under *confinement*, or the strongest that can be had here.
    """

    seed: int = 0
    until_failure: bool = False
    processes: int = 1
    confinement: Confinement | None = None


class SuitesBroken(UserError):
    """The suites themselves cannot be run; the message says why."""


def grade(  # noqa: PLR0913 (each is a term of the grade)
    submission: Submission,
    *,
    suites: Suites,
    seed: int,
    progress: Callable[[str], None] | None = None,
    start: Start | None = None,
    confinement: Confinement | None = None,
) -> list[ExerciseVerdict]:
    """Grade one submission, and call *progress* with the topic of each exercise before its turn.

    It runs under *confinement*, or else under the strongest that can be had here.

    Raises SuitesBroken if the suites cannot be run.
    """
    terms = Terms(seed=seed, processes=parallel.processes(), confinement=confinement)
    (verdicts,) = grade_each([submission], terms, suites=suites, progress=progress, start=start)
    return verdicts


def grade_each(
    submissions: Iterable[Submission],
    terms: Terms,
    *,
    suites: Suites,
    progress: Callable[[str], None] | None = None,
    start: Start | None = None,
) -> list[list[ExerciseVerdict]]:
    """Grade *submissions* one after the other with the same suites, which are collected once; see `grade`."""
    submissions = list(submissions)
    first_lab = Lab(start, confinement=terms.confinement)
    gc.disable()  # until the docket has everything imported
    with contextlib.suppress(OSError):  # a lab that cannot be started is an error of each check
        first_lab.warm_up()  # while pytest and the suites are being imported
    try:
        from grader.judge.docket import Docket  # imports pytest

        docket = Docket(submissions, _files(submissions, suites), terms, progress, first_lab)
        _run_pytest(suites.folder.parent, docket)
    finally:
        first_lab.close()
        gc.unfreeze()
        gc.enable()
    return docket.results


class Files(NamedTuple):
    """The suites of one exercise, and the libraries that its submissions import."""

    suites: list[Path]
    libraries: tuple[str, ...]


def _files(submissions: Iterable[Submission], suites: Suites) -> dict[str, Files]:
    from grader import course as courses

    course = courses.load(courses.find_root(suites.folder))
    topics = {topic for submission in submissions for topic in submission.files}
    exercises = [exercise for exercise in course.exercises if exercise.topic in topics]
    return {each.topic: Files(list(suites.files(each).values()), each.libraries) for each in exercises}


def _run_pytest(root: Path, docket: Docket) -> None:
    import pytest

    arguments = [
        f"--rootdir={root}",
        f"--config-file={os.devnull}",
        "--import-mode=importlib",
        "--noconftest",  # a conftest.py could only be somebody else's
        "--capture=no",
        *(f"-pno:{name}" for name in IDLE_PLUGINS),
        *("-p", "pytest_timeout", "-o", f"timeout={LAST_LINE}", "-p", "grader.judge.plugin"),
    ]
    before = os.environ.get(AUTOLOAD)
    os.environ[AUTOLOAD] = "1"  # what else is installed has no say in a grade
    try:
        status = pytest.main(arguments, plugins=[docket])
    finally:
        _restore(AUTOLOAD, before)
    if status == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if docket.trouble or status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise SuitesBroken("\n".join(docket.trouble) or f"pytest ended with {status!r}")


def _restore(name: str, value: str | None) -> None:
    if value is None:
        del os.environ[name]
    else:
        os.environ[name] = value
