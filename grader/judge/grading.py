"""Grades one submission, check by check: opens a sitting for each, and turns what became of it into a verdict."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from grader.judge import diagnosis, explain, timeline
from grader.judge.client import Budget, LabDied, LabUnavailable
from grader.judge.explain import Explanation
from grader.judge.run import Run, Unexpected
from grader.judge.sitting import GivenUp, LabFailed, Proxy, Sitting, digest
from grader.judge.verdict import Diagnosis, ExerciseVerdict, Verdict
from grader.protocol import Begin, Broken, Call, Limits, Load, Loaded, Problem, Recording, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.judge.checks import Check
    from grader.judge.client import Lab
    from grader.judge.submission import SubmittedFile, Submission

FULL = Budget(cpu=2.0, idle=2.0)
SHORT = Budget(cpu=0.4, idle=0.5)
"""What a check may cost once another check of the same exercise was over its budget. An honest one needs a twentieth of
it, so its verdict stays what it is alone."""

CANARY = "import asyncio\n\n\nasync def canary():\n    await asyncio.sleep(1)\n    return 42\n"
EMPTY_CALL = pickle.dumps(((), {}))
MAX_OUTPUT = 2_000


class Grading:
    """The grading of one *submission*, with checks seeded from *seed* and their own ids."""

    def __init__(self, submission: Submission, lab: Lab, proxy: Proxy, seed: int) -> None:
        self._submission = submission
        self._lab = lab
        self._proxy = proxy
        self.seed = seed
        self._problems: dict[str, Problem | str | None] = {}
        self._output: dict[str, str] = {}
        self._was_over_budget: set[str] = set()
        self.verdicts: dict[str, list[Verdict]] = {}

    # --- One check --------------------------------------------------------------------------------------------------

    def open(self, check: Check) -> Verdict | None:
        """Open a sitting for *check*; or give its verdict at once, because nothing of its exercise can be run."""
        file = self._submission.files.get(check.topic)
        if file is None or file.text is None:
            return self._unusable(check, file)
        if check.topic not in self._problems:
            try:
                self._problems[check.topic] = self._probe(check.topic, file)
            except (LabDied, LabUnavailable, LabFailed) as failure:
                return self._of_lab(check, failure)
        found = self._problems[check.topic]
        if isinstance(found, Problem):
            return self._failed(check, explain.problem(found), diagnosis.of_problem(found.kind))
        self._proxy.sitting = self._sitting(check, file)
        return None

    def close(self, check: Check, error: BaseException | None) -> Verdict:
        """End the sitting of *check*, which *error* ended early, and give the verdict."""
        sitting = self._proxy.sitting
        assert sitting is not None  # noqa: S101 (open() has put it there)
        self._proxy.sitting = None
        sitting.close()
        if error is None and sitting.asked:
            return self._verdict(check, "passed")
        if error is None:
            return self._verdict(check, "error", happened="The check passed without asking anything of a run.")
        if isinstance(error, GivenUp | LabFailed | LabUnavailable):
            return self._of_lab(check, error)
        return self._of_error(check, sitting, error)

    def exercises(self, checks: Iterable[Check]) -> list[ExerciseVerdict]:
        """Give the verdicts by exercise, in the submission's order; each of *checks* has exactly one, or is an error."""
        collected: dict[str, list[Check]] = {topic: [] for topic in self._submission.files}
        for check in checks:
            collected.setdefault(check.topic, []).append(check)
        return [self._exercise(topic, checks) for topic, checks in collected.items()]

    def _exercise(self, topic: str, checks: list[Check]) -> ExerciseVerdict:
        problem, place = self._problem_of(topic)
        return ExerciseVerdict(
            topic=topic,
            problem=problem,
            problem_place=place,
            output=self._output.get(topic, ""),
            checks=tuple(self._only_verdict(check) for check in checks),
        )

    def _only_verdict(self, check: Check) -> Verdict:
        found = self.verdicts.get(check.id, [])
        if len(found) == 1:
            return found[0]
        return self._verdict(check, "error", happened=f"The check reported {len(found)} times; expected once.")

    def _problem_of(self, topic: str) -> tuple[str | None, Any]:
        file = self._submission.files.get(topic)
        if file is None or file.text is None:
            return (file.problem if file else None) or "There is no such file.", None
        found = self._problems.get(topic)
        if isinstance(found, Problem):
            told = explain.problem(found)
            return told.happened, told.place
        return None, None

    # --- The lab ----------------------------------------------------------------------------------------------------

    def _probe(self, topic: str, file: SubmittedFile) -> Problem | None:
        """Load the module once, in a worker of its own."""
        worker = self._lab.worker()
        try:
            worker.send(self._begin(topic, file, topic))
            response = worker.ask(Load(limits=Limits()), FULL)
        finally:
            worker.close()
        if isinstance(response, Broken):
            raise LabFailed(response.message)
        if not isinstance(response, Loaded):
            raise LabDied("malformed", "it answered another question")
        self._output[topic] = response.output[:MAX_OUTPUT]
        return response.problem

    def _sitting(self, check: Check, file: SubmittedFile) -> Sitting:
        over = check.topic in self._was_over_budget
        limits = Limits(cpu=0.2) if over else Limits()
        return Sitting(self._lab, self._begin(check.topic, file, check.id), SHORT if over else FULL, limits)

    def _begin(self, topic: str, file: SubmittedFile, name: str) -> Begin:
        assert file.text is not None  # noqa: S101 (open() has looked)
        return Begin(topic=topic, filename=file.display, source=file.text, seed=digest(str(self.seed), name))

    def _canary_sings(self) -> bool:
        """Tell whether a fresh lab works without any submission: then it was the submission's doing."""
        fresh = type(self._lab)(self._lab.start)
        worker = None
        try:
            worker = fresh.worker()
            worker.send(Begin(topic="canary", filename="canary.py", source=CANARY, seed=0))
            request = Call(name="canary", arguments=EMPTY_CALL, limits=Limits(), schedule=Schedule())
            answer = worker.ask(request, FULL)
        except (LabDied, LabUnavailable):
            return False
        finally:
            if worker is not None:
                worker.close()
            fresh.close()
        return isinstance(answer, Recording) and (answer.returned, answer.elapsed) == (42, 10**9)

    # --- Verdicts ---------------------------------------------------------------------------------------------------

    def _of_lab(self, check: Check, failure: BaseException) -> Verdict:
        """Judge a check whose lab gave no recording, or one of a run that had to be given up."""
        if isinstance(failure, GivenUp) and failure.run is not None:
            self._was_over_budget.add(check.topic)
            return self._of_run(check, failure.run)
        death = failure.death if isinstance(failure, GivenUp) else failure
        if isinstance(death, LabDied) and death.kind in ("cpu", "wall"):
            self._was_over_budget.add(check.topic)
        if not self._canary_sings():
            return self._verdict(check, "error", happened=f"The lab does not work here: {death}")
        if isinstance(death, LabDied):
            return self._failed(check, explain.death(death), diagnosis.of_death(death))
        return self._failed(check, Explanation(f"Your code broke the lab that it ran in: {death}"), None)

    def _of_run(self, check: Check, run: Run) -> Verdict:
        named = diagnosis.of_failure(diagnosis.Failed(run))
        return self._failed(check, explain.unexpected_end(run), named, run)

    def _of_error(self, check: Check, sitting: Sitting, error: BaseException) -> Verdict:
        if isinstance(error, Unexpected):
            return self._of_run(check, error.run)
        if not sitting.asked or not isinstance(error, Exception):
            return self._verdict(check, "error", happened=f"The check itself failed: {type(error).__name__}: {error}")
        if sitting.compared is not None:
            answer, op, got, wanted = sitting.compared
            told = explain.comparison(answer, op, got, wanted)
            failed = diagnosis.Failed(answer.run, answer, got, wanted)
        else:
            answer = sitting.asked[-1]
            told = explain.truth(answer)
            failed = diagnosis.Failed(answer.run, answer, answer.value)
        if explain.is_todo(answer.run.recording):
            return self._of_run(check, answer.run)
        return self._failed(check, told, diagnosis.of_failure(failed), answer.run)

    def _failed(self, check: Check, told: Explanation, named: Diagnosis | None, run: Run | None = None) -> Verdict:
        happened = told.happened
        if run is not None and run.schedule:
            happened = f"Under another order of events, which is legal too (number {run.schedule}):\n{happened}"
        return self._verdict(
            check,
            "failed",
            diagnosis=named,
            happened=happened,
            expected=told.expected,
            place=told.place,
            timeline=timeline.draw(run.recording) if run else None,
            output="".join(piece.text for piece in run.recording.output)[:MAX_OUTPUT] if run else "",
        )

    def _unusable(self, check: Check, file: SubmittedFile | None) -> Verdict:
        problem = (file.problem if file else None) or "There is no such file."
        return self._verdict(check, "failed", happened=problem)

    def _verdict(self, check: Check, status: Any, **told: Any) -> Verdict:
        points = check.points if status == "passed" else 0.0
        return Verdict(
            id=check.id,
            promise=check.promise,
            hidden=check.hidden,
            status=status,
            points=points,
            max_points=check.points,
            **told,
        )
