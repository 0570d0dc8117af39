"""The grade of every attack, at each level that this machine offers."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.judge import client, grading, parallel
from grader.judge.verdict import ExerciseVerdict
from grader.judge.watch import Budget
from tests.attacks.attack import ANSWER, CHECKS, GOOD, LEVELS, PLAIN
from tests.attacks.attacks import ATTACKS
from tests.attacks.traces import Traces
from tests.grader.judge.conftest import House

ENOUGH = Budget(cpu=0.3, idle=0.25, total=1.5)
SCARCE = Budget(cpu=0.2, idle=0.2, total=0.8)
"""An honest check needs a hundredth of it."""


@dataclass
class Graded:
    """What became of all attacks at one level: of each, and of the honest exercise after it.

    *seconds* is how long the slowest took, *left* what was there after the grade and not before.
    """

    attackers: dict[str, ExerciseVerdict]
    neighbours: dict[str, ExerciseVerdict]
    seconds: dict[str, float]
    left: dict[str, set[str]]
    folder: Path


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of this folder."""
    parser.addoption("--full", action="store_true", help="fuzz 10,000 times and kill 200 times")
    parser.addoption("--write-table", action="store_true", help="write the table of .github/SECURITY.md anew")


@pytest.fixture(autouse=True, scope="session")
def _one_process() -> Iterator[None]:
    """Judge in this process, so that the next exercise comes after the attack."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parallel, "processes", lambda: 1)
        yield


@pytest.fixture(scope="session", params=LEVELS)
def level(request: pytest.FixtureRequest) -> str:
    """Return each level of confinement that can be had here."""
    if LEVELS[request.param].level != request.param:
        pytest.skip(f"this machine has no {request.param}")
    return str(request.param)


@pytest.fixture(scope="session")
def house_type() -> type[House]:
    """Return what makes courses."""
    return House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an empty course."""
    house = House(tmp_path)
    yield house
    house.forget()


@pytest.fixture(scope="session")
def listener() -> Iterator[dict[str, str]]:
    """Return where somebody listens whom a submission must not reach."""
    name = f"asynclings-{os.getpid()}"
    with socket.socket() as there, socket.socket(socket.AF_UNIX) as here:
        there.bind(("127.0.0.1", 0))
        here.bind(f"\0{name}")
        for each in (there, here):
            each.listen(100)
        yield {"PORT": str(there.getsockname()[1]), "ABSTRACT": name}


@pytest.fixture(scope="session")
def graded(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config, level: str, listener: dict[str, str]
) -> Graded:
    """Return what became of each attack, and of the honest exercise after it, all graded together."""
    house = House(tmp_path_factory.mktemp("attacks"))
    folder = tmp_path_factory.mktemp("outside")
    (folder / "other.py").write_text("mine")
    root = pytestconfig.rootpath
    places = {
        **listener,
        "ANSWER": str(ANSWER),
        "FOLDER": str(folder),
        "JUDGE": str(os.getpid()),
        "ROOT": str(root),
        "SOLUTION": str(next(root.glob("solutions/*/*.py"))),
        "SUITE": str(next(root.glob("tests/public/*/test_*.py"))),
    }
    sources: dict[str, str] = {}
    for number, attack in enumerate(ATTACKS):
        house.suite(f"attack_{number}", CHECKS)
        house.suite(f"honest_{number}", PLAIN)
        sources[f"attack_{number}"] = attack.source(places)
        sources[f"honest_{number}"] = GOOD
    times: list[float] = []
    with pytest.MonkeyPatch.context() as patch, Traces() as traces:
        patch.setattr(grading, "FULL", ENOUGH)
        patch.setattr(grading, "SHORT", SCARCE)
        patch.setattr(client, "strongest", lambda: LEVELS[level])
        for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY"):
            patch.setenv(name, str(folder / name))
        patch.setenv("GITHUB_TOKEN", "hush")
        verdicts = house.grade(sources, progress=lambda _: times.append(time.monotonic()))
        times.append(time.monotonic())
    ids = [attack.id for attack in ATTACKS]
    return Graded(
        attackers=dict(zip(ids, verdicts[::2], strict=True)),
        neighbours=dict(zip(ids, verdicts[1::2], strict=True)),
        seconds={name: after - before for name, before, after in zip(ids, times[::2], times[1::2], strict=False)},
        left=traces.left,
        folder=folder,
    )
