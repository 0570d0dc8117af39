"""The pytest plugin: makes `lab` and `points` known, and judges the checks of a suite.

``pytest tests/public tests/hidden`` uses it as it is and grades ``exercises/`` (or ``--submission FOLDER|FILE``); a
test that is not marked with points is left alone. `grader.judge.grade` runs pytest with a docket of its own.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.assertion import util

from grader import upstream
from grader.judge import pickling
from grader.judge.checks import Check, SuiteError, check_of, is_drawn, prepare_draws
from grader.judge.client import Lab
from grader.judge.grading import Grading
from grader.judge.shrinking import shrink
from grader.judge.sitting import Proxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.judge.sitting import Sitting
    from grader.judge.submission import Submission
    from grader.judge.verdict import Verdict

CHECK = pytest.StashKey[Check]()
BENCH = pytest.StashKey["Bench"]()


class Bench:
    """Where a session judges: the proxy that suites know as `lab`, and the grading in progress."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._lab: Lab | None = None
        self.proxy = Proxy()
        self.grading: Grading | None = None

    def current(self) -> Grading:
        """Give the grading in progress; the first check of a plain pytest session begins one."""
        if self.grading is None:
            self.grading = self.begin(_submission(self._config), int(self._config.getoption("--grade-seed")))
        return self.grading

    def begin(self, submission: Submission, seed: int, lab: Lab | None = None) -> Grading:
        """Begin to grade *submission* in *lab*, or in a fresh one."""
        self.close()
        self._lab = lab or Lab(self._config.getoption("--lab-start"))
        self.grading = Grading(submission, self._lab, self.proxy, seed)
        return self.grading

    def close(self) -> None:
        """End the lab, and the grading's canary."""
        if self._lab is not None:
            self._lab.close()
            self._lab = None
        if self.grading is not None:
            self.grading.close_canary()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a plain pytest session."""
    group = parser.getgroup("asynclings")
    group.addoption("--submission", metavar="PATH", help="the folder or file to grade (default: exercises/)")
    group.addoption("--grade-seed", metavar="N", default="0", help="what the checks' draws start from (default: 0)")
    group.addoption("--lab-start", choices=["fork", "spawn"], help="how the lab starts its workers (default: the best)")


def pytest_configure(config: pytest.Config) -> None:
    """Make the markers known, and the place where judging happens; mend what learners' own tests use."""
    upstream.install()
    config.addinivalue_line("markers", "points(n): this test is a check, and gives n points")
    config.addinivalue_line("markers", "examples(n): a drawn check with more than the usual number of examples")
    config.stash[BENCH] = Bench(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no lab behind."""
    bench = config.stash.get(BENCH, None)
    if bench is not None:
        bench.close()


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> None:
    """Let learners' own tests, run from an editor, import what lies beside them.

    Nothing else may: a grade would import a learner's `random.py`. And it comes last, after all libraries.
    """
    folder = module_path.parent
    if folder.parent == parent.config.rootpath / "exercises" and str(folder) not in sys.path:
        sys.path.append(str(folder))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Recognise the checks. Two of the same id, or one without a promise, are an error of the suite."""
    seen: dict[str, str] = {}
    for item in items:
        try:
            check = check_of(item)
        except SuiteError as error:
            raise pytest.UsageError(str(error)) from None
        if check is None:
            continue
        if check.id in seen:
            raise pytest.UsageError(f"two checks are called {check.id}: {seen[check.id]} and {item.nodeid}")
        seen[check.id] = item.nodeid
        item.stash[CHECK] = check
        pickling.by_value(item.module)  # type: ignore[attr-defined]  # a check is a function, of a module


@pytest.fixture(scope="session")
def lab(pytestconfig: pytest.Config) -> Proxy:
    """Give the lab, in which a check runs the submission."""
    return pytestconfig.stash[BENCH].proxy


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a check with a sitting of its own under `lab`, and judge it."""
    check = pyfuncitem.stash.get(CHECK, None)
    if check is None:
        return None
    bench = pyfuncitem.config.stash[BENCH]
    grading = bench.current()
    verdict = grading.open(check)
    if verdict is None:
        verdict = grading.close(check, _perform(pyfuncitem, bench, grading.seed))
    grading.report(verdict)
    if verdict.status != "passed":
        pytest.fail(_told(verdict), pytrace=False)
    return True


def _perform(item: pytest.Function, bench: Bench, seed: int) -> BaseException | None:
    """Run the check *item*, and give what ended it early."""
    sitting = bench.proxy.sitting
    assert sitting is not None
    prepare_draws(item, seed)
    arguments = {name: item.funcargs[name] for name in item._fixtureinfo.argnames}  # noqa: SLF001 (as pytest does)

    def run() -> None:
        item.obj(**arguments)

    try:
        with comparing(sitting.compare):
            error = _outcome(run, sitting)
            return error if error is None or is_drawn(item) else shrink(run, sitting, error)
    except (KeyboardInterrupt, pytest.exit.Exception):
        sitting.close()
        raise


def _outcome(run: Callable[[], None], sitting: Sitting) -> BaseException | None:
    """Run a check, and give what ended it early."""
    try:
        run()
        sitting.finish()
    except (KeyboardInterrupt, pytest.exit.Exception):
        raise
    except BaseException as error:  # noqa: BLE001 (whatever ends a check is its outcome)
        return error
    return None


@contextlib.contextmanager
def comparing(note: Callable[[str, Any, Any], None]) -> Iterator[None]:
    """Have *note* called with what a failing assertion compares, instead of having pytest explain it.

    Not by the hook pytest_assertrepr_compare, which only adds to pytest's own explanation: the difference between two
    long texts takes pytest minutes (`difflib.ndiff`), and a submission chooses one of them.
    """

    def compare(op: str, left: Any, right: Any) -> None:
        note(op, left, right)

    before = util._reprcompare  # noqa: SLF001 (what pytest's own hook sets for each test)
    util._reprcompare = compare  # noqa: SLF001 (as above)
    try:
        yield
    finally:
        util._reprcompare = before  # noqa: SLF001 (as above)


def _told(verdict: Verdict) -> str:
    lines = [f"{verdict.promise} [{verdict.status}]", verdict.happened, verdict.expected]
    if verdict.diagnosis is not None:
        lines.append(f"Probably {verdict.diagnosis.name}: {verdict.diagnosis.explanation}")
    return "\n".join(filter(None, lines))


def _submission(config: pytest.Config) -> Submission:
    from grader import course as courses
    from grader.judge.submission import read_file, read_folder

    course = courses.load(courses.find_root(config.rootpath))
    path = Path(config.getoption("--submission") or course.root / "exercises")
    if path.is_file():
        return read_file(path, course.one(str(path)), course)
    return read_folder(path, course.exercises, course)
