"""A learner's own tests: collected and run by pytest and pytest-asyncio in the lab, on its loop and in its time.

pytest is as it is, told to keep to itself: it writes nothing, reads no settings, and looks at one module, which is in
memory. What became of each test is recorded as plain data.
"""

from __future__ import annotations

import functools
import itertools
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from grader.lab import values
from grader.lab.ending import GRAVEYARD
from grader.lab.kernel import RunOver
from grader.protocol import TestRecord

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from grader.lab.bubble import Bubble
    from grader.protocol import Place

Outcome = Literal["passed", "failed", "error", "skipped", "hung"]

LIBRARY = "pytest"
"""What an exercise names as its library if its submissions are tests."""

UNUSED = (
    *("cacheprovider", "doctest", "faulthandler", "junitxml", "legacypath", "logging", "pastebin"),
    *("reports", "setuponly", "setupplan", "stepwise", "subtests", "terminal", "threadexception"),
    *("unraisableexception", "warnings"),
)
"""Plugins of pytest's that write, or that hear of what the recorder hears of."""

OPTIONS = (
    f"--rootdir={os.path.dirname(os.path.abspath(os.devnull))}",  # noqa: PTH100, PTH120 (as for a config file that is none)
    f"--config-file={os.devnull}",
    "--noconftest",
    "--disable-plugin-autoload",
    "--assert=plain",
    "--capture=no",
    *("-p", "pytest_asyncio.plugin"),
    *("-o", "asyncio_mode=auto"),
    *("-o", "asyncio_default_fixture_loop_scope=function"),
    *(f"-pno:{name}" for name in UNUSED),
)
"""As in this project's pyproject.toml, so that an editor runs the same tests in the same way."""

MAX_MESSAGE = 300
MAX_TESTS = 500
LAST_ERROR = ("last_exc", "last_type", "last_value", "last_traceback")
"""Where pytest leaves an exception for a debugger, and with it all that a failed test held."""


def run_tests(bubble: Bubble, loaded: ModuleType, *, backwards: bool) -> None:
    """Run the tests in the module *loaded*, one after the other, or the last one first, and record each.

    Raises RunOver when the run has been given up in one of them.
    """
    from _pytest.runner import runtestprotocol

    session, watcher = _session(), _Watcher(bubble)
    plugins = session.config.pluginmanager
    plugins.register(watcher)
    try:
        items = _collect(session, loaded)[:: -1 if backwards else 1]
        for number, item in enumerate(items, 1):
            following = items[number] if number < len(items) else None
            watcher.watch(item, functools.partial(runtestprotocol, item, log=False, nextitem=following))
    finally:
        plugins.unregister(watcher)
        _clean_up(session, is_over=bubble.kernel.over is not None)


def prepare() -> None:
    """Get ready: for the warm parent of workers that run a learner's tests."""
    _session()


@functools.cache
def _session() -> pytest.Session:
    """Begin pytest's session, one for all runs: to find the fixtures of its plugins takes longer than most tests."""
    import pytest
    from _pytest.config import _prepareconfig

    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    config = _prepareconfig([*OPTIONS], [])
    config._do_configure()  # noqa: SLF001 (what pytest.main does)
    session = pytest.Session.from_config(config)
    config.hook.pytest_sessionstart(session=session)
    return session


def _collect(session: pytest.Session, loaded: ModuleType) -> list[pytest.Item]:
    import pytest

    class Module(pytest.Module):
        def _getobj(self) -> ModuleType:
            return loaded

    loaded.__class__ = ModuleType  # pytest asks for many a name that is not there: none is missing
    collector = Module.from_parent(session, path=Path(os.devnull), nodeid=loaded.__name__)
    session.items = [*itertools.islice(session.genitems(collector), MAX_TESTS)]
    session.config.hook.pytest_collection_modifyitems(session=session, config=session.config, items=session.items)
    return session.items


def _clean_up(session: pytest.Session, *, is_over: bool) -> None:
    """Make *session* forget the module that it has collected; it cannot, if it still stands in one of the tests."""
    if is_over:
        GRAVEYARD.append(session)
        _session.cache_clear()
        return
    session.items = []
    fixtures = session._fixturemanager  # noqa: SLF001 (has no other name)
    found: list[dict[Any, Any]] = [fixtures._node_autousenames, *fixtures._arg2node2fixturedefs.values()]  # noqa: SLF001 (as above)
    for by_node in found:
        for node in [*by_node]:
            if node is not session:
                del by_node[node]


class _Watcher:
    """Records what becomes of each test of a run."""

    def __init__(self, bubble: Bubble) -> None:
        self._bubble = bubble
        self._name = ""
        self._start = 0
        self._errors: dict[str, tuple[str, Place | None]] = {}

    def watch(self, item: pytest.Item, run: Callable[[], list[pytest.TestReport]]) -> None:
        """Run the test *item* by *run*, and record it."""
        self._name, self._start = item.nodeid.partition("::")[2], self._bubble.recorder.now()
        self._errors.clear()
        reports = run()
        for attribute in LAST_ERROR:
            sys.__dict__.pop(attribute, None)
        failed = next((report.when for report in reports if report.failed), None)
        outcome: Outcome = "passed"
        if failed is not None:
            outcome = "failed" if failed == "call" else "error"
        elif any(report.skipped for report in reports):
            outcome = "skipped"
        self._keep(outcome, *self._errors.get(failed or "", ("", None)))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Record what cannot be collected."""
        if report.failed:
            self._name, self._start = report.nodeid, self._bubble.recorder.now()
            self._keep("error", str(report.longrepr), None)

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Make the report that pytest goes on with, without picturing the exception."""
        import pytest

        over = self._bubble.kernel.over
        if over is not None:
            self._keep("hung", "", self._bubble.given_up_at)
            raise RunOver(over)
        outcome: Literal["passed", "failed", "skipped"] = "passed"
        if call.excinfo is not None:
            error = call.excinfo.value
            place = self._bubble.recorder.place_of_traceback(error.__traceback__)
            text = values.safe_text(error)
            self._errors[call.when] = (f"{values.type_name(error)}: {text}" if text else values.type_name(error), place)
            outcome = "skipped" if isinstance(error, pytest.skip.Exception) else "failed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)  # type: ignore[arg-type]

    def _keep(self, outcome: Outcome, message: str, place: Place | None) -> None:
        recorder = self._bubble.recorder
        recorder.tests.append(
            TestRecord(
                name=values.short(self._name),
                outcome=outcome,
                start=self._start,
                end=recorder.now(),
                message=values.short(message, MAX_MESSAGE),
                place=place,
            )
        )
