"""A course in a temporary folder, for tests of the judge: its suites and submissions are written by each test."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from grader.judge import parallel
from grader.judge.client import Start
from grader.judge.grade import grade
from grader.judge.submission import Submission, SubmittedFile
from grader.judge.suites import Suites
from grader.judge.verdict import ExerciseVerdict, Verdict

EXERCISE = """
[[exercises]]
topic = "{topic}"
part = "1_first"
title = "About {topic}"
minutes = 5
hints = ["a", "b", "c"]
"""
IMPORTS = """
import asyncio
import pytest
from hypothesis import given, settings, strategies as st
from grader.judge import *
"""


class House:
    """A course whose topics and checks come from the test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.topics: list[str] = []
        (root / "exercises").mkdir()

    def suite(self, topic: str, checks: str, *, kind: str = "public") -> None:
        """Add a suite of *checks* for *topic*."""
        if topic not in self.topics:
            self.topics.append(topic)
            course = 'python = "3.11"\n[parts]\n1_first = "First"\n[tracks]\n'
            course += "".join(EXERCISE.format(topic=each) for each in self.topics)
            (self.root / "exercises" / "course.toml").write_text(course)
        path = self.root / "tests" / kind / "1_first" / f"test_{topic}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(IMPORTS + textwrap.dedent(checks))

    def grade(
        self,
        sources: Mapping[str, str],
        *,
        start: Start | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> list[ExerciseVerdict]:
        """Grade *sources*, by topic, with all the suites that there are for them."""
        files = {
            topic: SubmittedFile(f"exercises/1_first/{topic}.py", textwrap.dedent(source))
            for topic, source in sources.items()
        }
        try:
            return grade(Submission(files), suites=Suites(self.root / "tests"), seed=0, start=start, progress=progress)
        finally:
            self.forget()

    def verdicts(self, source: str, *, start: Start | None = None) -> list[Verdict]:
        """Grade *source* as the only topic."""
        (topic,) = self.topics
        (exercise,) = self.grade({topic: source}, start=start)
        return list(exercise.checks)

    def verdict(self, source: str, *, start: Start | None = None) -> Verdict:
        """Grade *source* by the only check."""
        (verdict,) = self.verdicts(source, start=start)
        return verdict

    def forget(self) -> None:
        """Have Python forget the suites: the next house has others of the same names."""
        for name, module in list(sys.modules.items()):
            if str(getattr(module, "__file__", None) or "").startswith(str(self.root)):
                del sys.modules[name]


@pytest.fixture(autouse=True, scope="session")
def _one_process() -> Iterator[None]:
    """Judge in this process, where tests can look on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parallel, "processes", lambda: 1)
        yield


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an empty course."""
    house = House(tmp_path)
    yield house
    house.forget()


@pytest.fixture(scope="session")
def house_type() -> type[House]:
    """Return what makes courses, for fixtures of a wider scope."""
    return House
