"""Runs CPython's own asyncio tests on the lab's loop: `python -m tests.authoring.cpython`, in a process of its own.

Nobody here wrote these tests, and they know nothing of virtual time.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import unittest
import warnings
from typing import TYPE_CHECKING, NoReturn

from grader.lab import bubble as bubbles
from grader.lab import worker
from grader.lab.bubble import Bubble
from grader.protocol import Limits, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = (
    "test_locks",
    "test_queues",
    "test_taskgroups",
    "test_timeouts",
    "test_waitfor",
    "test_pep492",
    "test_threads",
    "test_futures2",
    "test_context",
)
PACKAGE = "test.test_asyncio"
PLENTY = Limits(steps=10_000_000, virtual=10_000_000.0, cpu=600.0)


def main() -> NoReturn:
    """Run the tests, and write what became of them to standard output as JSON, a line for each module."""
    worker.install()
    sys.set_coroutine_origin_tracking_depth(0)  # the recorder's setting, not the loop's; one test looks at it
    for module in MODULES:
        print(json.dumps({"module": module, **run(module)}), flush=True)
    os._exit(0)  # threads of a test that failed may be waiting for ever


def run(module: str) -> dict[str, object]:
    """Run one module of `PACKAGE`; give how many tests ran and were skipped, what failed, and what is missing."""
    bubbles.enter(_bubble())  # some make a loop while they are imported
    loader = unittest.TestLoader()
    loader.suiteClass = InBubbles
    try:
        suite = loader.loadTestsFromName(f"{PACKAGE}.{module}")
    except (ImportError, AttributeError):
        return {"missing": True}
    result = unittest.TestResult()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        suite.run(result)
    problems = [(test.id(), text) for test, text in (*result.errors, *result.failures)]
    problems += [(test.id(), "passed, and was expected to fail") for test in result.unexpectedSuccesses]
    missing = [name for name, text in problems if "_FailedTest" in name and "ModuleNotFoundError" in text]
    return {
        "missing": bool(missing),
        "run": result.testsRun,
        "skipped": len(result.skipped),
        "failed": {} if missing else dict(problems),
    }


class InBubbles(unittest.TestSuite):
    """Gives each test a bubble of its own, as each run in the lab has one."""

    def __iter__(self) -> Iterator[unittest.TestCase | unittest.TestSuite]:
        """Open a bubble before each test; what the one before has left behind is collected in its own."""
        for test in super().__iter__():
            gc.collect()
            bubbles.enter(_bubble())
            yield test


def _bubble() -> Bubble:
    return Bubble("no submission", PLENTY, Schedule())


if __name__ == "__main__":
    main()
