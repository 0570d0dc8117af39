"""Judge and lab are killed at random moments: nothing is left, and the next grade is right."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.protocol import scratch_folder
from tests.attacks.traces import Traces, descendants

SEED = 20_261_124
MOMENT = 20.0
"""Seconds within which all of a grade is gone, on however busy a machine; as a rule it takes a hundredth."""

PATIENCE = 150.0
"""Seconds within which a grade whose lab was killed is over. A bwrap that is killed in the instant after it has forked
leaves a child that waits for it; the judge looks every second whether that is so, and starts another lab."""

GRADE = """
import sys
from grader.sandbox import confinement
from tests.attacks.attack import LEVELS
confinement.strongest = lambda: LEVELS[sys.argv[1]]
from grader.cli import main
sys.exit(main(["grade", "--plain", "hello", "gather", "--from", "solutions"]))
"""


def start(root: Path, level: str) -> subprocess.Popen[str]:
    """Start to grade two exercises."""
    command = [sys.executable, "-c", GRADE, level]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


@pytest.fixture(scope="session")
def whole(pytestconfig: pytest.Config, level: str) -> tuple[str, float]:
    """Return what a grade that nobody disturbs prints, and how many seconds it takes."""
    began = time.monotonic()
    return grade(pytestconfig.rootpath, level), time.monotonic() - began


def grade(root: Path, level: str) -> str:
    """Grade, and return what is printed."""
    with start(root, level) as process:
        printed, _ = process.communicate()
    assert process.returncode == 0
    return printed


@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("whom", ["judge", "lab"])
def test_killed_at_any_moment(whole: tuple[str, float], level: str, whom: str, pytestconfig: pytest.Config) -> None:
    """Whoever is killed whenever: no process and no file of the grade is left, and the next one has the same result."""
    chance = random.Random(f"{SEED} {level} {whom}")  # noqa: S311 (no secret)
    right, seconds = whole
    for _ in range(100 if pytestconfig.getoption("--full") else 3):
        with Traces() as traces:
            _kill(start(pytestconfig.rootpath, level), whom, chance.uniform(0.0, seconds))
        assert traces.left["processes"] == set()
    assert grade(pytestconfig.rootpath, level) == right


def _kill(process: subprocess.Popen[str], whom: str, moment: float) -> None:
    """Kill the judge, or one of the processes of its lab, after *moment* seconds; see that all of it ends."""
    seen: set[int] = set()
    with process:
        end = time.monotonic() + moment
        while time.monotonic() < end and process.poll() is None:
            seen |= descendants(process.pid)
            time.sleep(0.02)
        seen |= descendants(process.pid)
        victims = [process.pid] if whom == "judge" else sorted(descendants(process.pid))[:1]
        for pid in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.communicate(timeout=PATIENCE)
    end = time.monotonic() + MOMENT
    while (
        left := {folder for folder in map(scratch_folder, seen) if Path(folder).exists()}
    ) and time.monotonic() < end:
        time.sleep(0.02)
    assert left == set()
