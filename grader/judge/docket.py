"""The submissions of one pytest session, each judged by every check that was collected."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING

import pytest

from grader.judge import parallel
from grader.judge.client import Lab
from grader.judge.plugin import BENCH, CHECK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from grader.judge.grade import Files, Terms
    from grader.judge.submission import Submission
    from grader.judge.verdict import ExerciseVerdict

WORTH_SHARING = 3
"""How many exercises a submission has at least for a second process to be worth its start."""


class Docket:
    """A pytest plugin that judges each of *submissions* by the checks in *files*, given by topic.

    *results* has the verdicts of each, in order; *trouble* says what is wrong with the suites, if anything is. The
    suites of an exercise are collected when its turn comes, by the process that judges it: or one would wait for all.
    """

    def __init__(
        self,
        submissions: Sequence[Submission],
        files: Mapping[str, Files],
        terms: Terms,
        progress: Callable[[str], None] | None,
        lab: Lab,
    ) -> None:
        self._submissions = submissions
        self._files = files
        self._terms = terms
        self._progress = progress
        self._lab: Lab | None = lab
        self._another = lab.another
        self._checks: dict[str, list[pytest.Item]] = {}
        self.results: list[list[ExerciseVerdict]] = []
        self.trouble: list[str] = []

    # --- Collecting -------------------------------------------------------------------------------------------------

    def pytest_collection(self) -> bool:
        """Collect nothing yet."""
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what keeps a suite from being collected."""
        if report.failed:
            self.trouble.append(f"{report.nodeid}: {report.longreprtext}")

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(self) -> Iterator[None]:
        """Keep what is wrong with the checks, too."""
        try:
            yield
        except pytest.UsageError as error:
            self.trouble.append(str(error))

    def _collect(self, session: pytest.Session, topic: str) -> list[pytest.Item]:
        """Give the checks of *topic*, collected once.

        Not by the session, which would look at every file in every folder from its root down to the suites.
        """
        if topic not in self._checks:
            modules = [pytest.Module.from_parent(session, path=path) for path in self._files[topic].suites]
            found = [item for module in modules for item in session.genitems(module)]
            session.config.hook.pytest_collection_modifyitems(session=session, config=session.config, items=found)
            self._checks[topic] = [item for item in found if CHECK in item.stash]
        return self._checks[topic]

    # --- Judging ----------------------------------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judge every submission by every check."""
        if len(self._submissions) > 1:
            for topic in self._files:
                self._collect(session, topic)
        for submission in self._submissions:
            if not self.trouble:
                self.results.append(self._judge(session, submission))
        # Forks have collected, too, and pytest takes a session without any test for a mistake.
        session.testscollected = sum(len(verdict.checks) for result in self.results for verdict in result)
        return True

    def _judge(self, session: pytest.Session, submission: Submission) -> list[ExerciseVerdict]:
        """Judge one submission: its exercises, the longest first, go to as many processes as are worth it."""
        topics = list(submission.files)
        number = min(self._terms.processes, len(topics)) if len(topics) >= WORTH_SHARING else 1
        if number > 1:
            topics.sort(key=lambda topic: -sum(path.stat().st_size for path in self._files[topic].suites))
        for topic in topics[:1]:  # with what all suites import: each process would for itself
            self._collect(session, topic)
        gc.freeze()  # pytest and Hypothesis stay: looking through them again and again finds nothing
        gc.enable()
        parts = self._parts(topics)
        lab, self._lab = self._lab or self._another(), None
        labs = [lab, *(lab.twin() for _ in range(1, number))]
        try:
            with parallel.Turns(len(parts)) as turns:
                mine = (topic for turn in turns for topic in parts[turn])
                judged = parallel.each(lambda lab: self._judge_here(session, submission, lab, mine), labs)
        finally:
            for twin in labs[1:]:
                twin.close()
        self.trouble = list(dict.fromkeys(line for _, trouble in judged for line in trouble))
        verdicts = {verdict.topic: verdict for part, _ in judged for verdict in part}
        return [] if self.trouble else [verdicts[topic] for topic in submission.files]

    def _parts(self, topics: list[str]) -> list[list[str]]:
        """Divide *topics*: those with libraries stay together, and come first, so that only one lab imports them."""
        importing = [topic for topic in topics if self._files[topic].libraries]
        others = [[topic] for topic in topics if topic not in importing]
        return [importing, *others] if importing else others

    def _judge_here(
        self, session: pytest.Session, submission: Submission, lab: Lab, topics: Iterable[str]
    ) -> tuple[list[ExerciseVerdict], list[str]]:
        """Judge those exercises of *submission* whose turn it is in this process; say what is wrong with suites."""
        grading = session.config.stash[BENCH].begin(submission, self._terms.seed, lab)
        mine, done = set(), []
        importing: Lab | None = None  # with libraries a fork costs more, also for exercises that need none of them
        with contextlib.ExitStack() as stack:
            for topic in topics:
                mine.add(topic)
                if self._progress is not None:
                    self._progress(topic)
                grading.lab = lab
                if libraries := self._files[topic].libraries:
                    grading.lab = importing = importing or stack.enter_context(lab.twin())
                    importing.provide(libraries)
                for item in self._collect(session, topic):
                    if self.trouble:
                        return [], self.trouble
                    # As if the session came next: whichever check does, all that this one has set up is torn down.
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=session)
                    if session.shouldstop:
                        raise session.Interrupted(session.shouldstop)
                    done.append(item.stash[CHECK])
                    if self._terms.until_failure and grading.has_failed(done[-1]):
                        break
        return [verdict for verdict in grading.exercises(done) if verdict.topic in mine], self.trouble
