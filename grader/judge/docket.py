"""The submissions of one pytest session, each judged by every check that was collected."""

from __future__ import annotations

import gc
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from grader.judge import parallel
from grader.judge.client import Lab
from grader.judge.plugin import BENCH, CHECK
from grader.judge.submission import Submission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from grader.judge.checks import Check
    from grader.judge.grade import Terms
    from grader.judge.verdict import ExerciseVerdict

WORTH_SHARING = 3
"""How many exercises a submission has at least for a second process to be worth its start."""


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
        """Judge one submission, its exercises shared among as many processes as are worth it."""
        counts = Counter(item.stash[CHECK].topic for item in items)
        number = self._terms.processes if len(submission.files) >= WORTH_SHARING else 1
        shares = parallel.shares([(topic, counts[topic]) for topic in submission.files], number)

        def judge(share: tuple[list[str], Lab]) -> list[ExerciseVerdict]:
            topics, lab = share
            files = {topic: submission.files[topic] for topic in topics}
            return self._judge_here(session, items, Submission(files), lab)

        lab, self._lab = self._lab or Lab(self._start), None
        labs = [lab, *(lab.twin() for _ in shares[1:])]
        try:
            judged = parallel.each(judge, [*zip(shares, labs, strict=True)])
        finally:
            for twin in labs[1:]:
                twin.close()
        verdicts = {verdict.topic: verdict for share in judged for verdict in share}
        return [verdicts[topic] for topic in submission.files]

    def _judge_here(
        self, session: pytest.Session, items: Sequence[pytest.Item], submission: Submission, lab: Lab
    ) -> list[ExerciseVerdict]:
        bench = session.config.stash[BENCH]
        grading = bench.begin(submission, self._terms.seed, lab)
        mine = [item for item in items if item.stash[CHECK].topic in submission.files]
        topic = None
        for index, item in enumerate(mine):
            check: Check = item.stash[CHECK]
            if self._progress is not None and check.topic != topic:
                topic = check.topic
                self._progress(topic)
            # As if the session came next: whichever check does, all that this one has set up is torn down.
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=session)
            if self._terms.until_failure and any(
                verdict.status != "passed" for verdict in grading.verdicts.get(check.id, [])
            ):
                mine = mine[: index + 1]
                break
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)
        return grading.exercises(item.stash[CHECK] for item in mine)
