"""The submissions of one pytest session, each judged by every check that was collected."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from grader.judge import parallel
from grader.judge.checks import is_drawn
from grader.judge.client import Lab
from grader.judge.plugin import BENCH, CHECK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from grader.judge.grade import Terms
    from grader.judge.submission import Submission
    from grader.judge.verdict import ExerciseVerdict

WORTH_SHARING = 3
"""How many exercises a submission has at least for a second process to be worth its start."""

DRAWN = 10
"""How many plain checks take as long as a drawn one, about."""


class Docket:
    """A pytest plugin that runs the collected checks once for each of *submissions*.

    *results* has the verdicts of each, in order; *trouble* says what is wrong with the suites, if anything is.
    """

    def __init__(
        self, submissions: Sequence[Submission], terms: Terms, progress: Callable[[str], None] | None, lab: Lab
    ) -> None:
        self._submissions = submissions
        self._terms = terms
        self._progress = progress
        self._lab: Lab | None = lab
        self._start = lab.start
        self.results: list[list[ExerciseVerdict]] = []
        self.trouble: list[str] = []

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

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judge every submission by every check."""
        if self.trouble:
            return True
        items = [item for item in session.items if CHECK in item.stash]
        gc.freeze()  # pytest, Hypothesis and the suites stay: looking through them again and again finds nothing
        gc.enable()
        for submission in self._submissions:
            self.results.append(self._judge(session, items, submission))
        return True

    def _judge(
        self, session: pytest.Session, items: Sequence[pytest.Item], submission: Submission
    ) -> list[ExerciseVerdict]:
        """Judge one submission: its exercises, the longest first, go to as many processes as are worth it."""
        checks: dict[str, list[pytest.Item]] = {topic: [] for topic in submission.files}
        for item in items:
            checks.get(item.stash[CHECK].topic, []).append(item)
        number = min(self._terms.processes, len(checks)) if len(checks) >= WORTH_SHARING else 1
        topics = sorted(checks, key=lambda topic: -_weight(checks[topic])) if number > 1 else list(checks)
        lab, self._lab = self._lab or Lab(self._start), None
        labs = [lab, *(lab.twin() for _ in range(1, number))]
        try:
            with parallel.Turns(len(topics)) as turns:
                mine = ((topics[turn], checks[topics[turn]]) for turn in turns)
                judged = parallel.each(lambda lab: self._judge_here(session, submission, lab, mine), labs)
        finally:
            for twin in labs[1:]:
                twin.close()
        verdicts = {verdict.topic: verdict for part in judged for verdict in part}
        return [verdicts[topic] for topic in checks]

    def _judge_here(
        self, session: pytest.Session, submission: Submission, lab: Lab, turns: Iterable[tuple[str, list[pytest.Item]]]
    ) -> list[ExerciseVerdict]:
        """Judge those exercises of *submission*, given with their checks, whose turn it is in this process."""
        grading = session.config.stash[BENCH].begin(submission, self._terms.seed, lab)
        topics, done = set(), []
        for topic, items in turns:
            topics.add(topic)
            if self._progress is not None:
                self._progress(topic)
            for item in items:
                # As if the session came next: whichever check does, all that this one has set up is torn down.
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=session)
                if session.shouldstop:
                    raise session.Interrupted(session.shouldstop)
                done.append(item.stash[CHECK])
                if self._terms.until_failure and grading.has_failed(done[-1]):
                    break
        return [verdict for verdict in grading.exercises(done) if verdict.topic in topics]


def _weight(items: Iterable[pytest.Item]) -> int:
    """Guess how long *items* take together: a drawn check has many runs."""
    return sum(DRAWN if isinstance(item, pytest.Function) and is_drawn(item) else 1 for item in items)
