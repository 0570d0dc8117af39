"""Grades one submission, check by check: opens a sitting for each, and turns what became of it into a verdict."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from grader.judge import besides, diagnosis, explain, timeline
from grader.judge.canary import Canary
from grader.judge.client import LabUnavailable
from grader.judge.explain import Explanation
from grader.judge.run import Run, Unexpected
from grader.judge.sitting import Evidence, GivenUp, LabFailed, Proxy, Sitting, digest
from grader.judge.submission import MAX_SIZE
from grader.judge.verdict import Diagnosis, ExerciseVerdict, Verdict
from grader.judge.watch import Budget, LabDied
from grader.protocol import Begin, Broken, Limits, Load, Loaded, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.judge.checks import Check
    from grader.judge.client import Lab
    from grader.judge.submission import Submission, SubmittedFile
    from grader.judge.worker import Worker
    from grader.protocol import Response

FULL = Budget(cpu=1.6, idle=1.6, total=6.0)
SHORT = Budget(cpu=0.4, idle=0.4, total=1.0)
"""What a check may cost once another check of the same exercise was over its budget. An honest one needs a twentieth of
it, so its verdict stays what it is alone."""

FULL_LIMITS = Limits()
SHORT_LIMITS = Limits(cpu=0.2)
"""The same for the limits that a run has inside the lab: they say where it was, so they have to be the tighter ones."""

MAX_OUTPUT = 2_000
MAX_TOLD = 4_000
"""How many characters of an explanation are kept: a submission chooses the messages of its exceptions."""

MAX_SHOWN = 200
"""How many characters of a line, or of a name, are kept."""

OURS = (NameError, ImportError, SyntaxError)
"""What a check raises by its author's mistake only, whatever its answers are."""


class Grading:
    """The grading of one *submission*, with checks seeded from *seed* and their own ids, in whichever `lab` is set."""

    def __init__(self, submission: Submission, lab: Lab, proxy: Proxy, seed: int) -> None:
        self._submission = submission
        self.lab = lab
        self._proxy = proxy
        self.seed = seed
        self._canary = Canary(lab.another())
        self._problems: dict[str, Problem | LabDied | None] = {}
        self._output: dict[str, str] = {}
        self._code: dict[str, bytes] = {}
        self._was_over_budget: set[str] = set()
        self.verdicts: dict[str, list[Verdict]] = {}

    # --- One check --------------------------------------------------------------------------------------------------

    def open(self, check: Check) -> Verdict | None:
        """Open a sitting for *check*; or give its verdict at once, because nothing of its exercise can be run."""
        file = self._submission.files.get(check.topic)
        if file is None or file.text is None:
            return self._unusable(check, file)
        if check.topic in self._problems:
            verdict = self._of_problem(check, self._problems[check.topic])
            if verdict is not None:
                return verdict
        self._proxy.sitting = self._sitting(check, file)
        return None

    def close(self, check: Check, error: BaseException | None) -> Verdict:
        """End the sitting of *check*, which *error* ended early, and give the verdict."""
        sitting = self._proxy.sitting
        assert sitting is not None
        self._proxy.sitting = None
        sitting.close()
        if check.topic not in self._problems:
            verdict = self._probed(check)
            if verdict is not None:
                return verdict
        if error is None and sitting.asked:
            return self._verdict(check, "passed")
        if error is None:
            return self._verdict(check, "error", happened="The check passed without asking anything of a run.")
        if isinstance(error, GivenUp) and error.death is not None and sitting.seen is not None:
            return self._of_evidence(check, sitting.seen)  # it had failed already, and was being looked into
        if isinstance(error, GivenUp | LabFailed | LabUnavailable):
            return self._of_lab(check, error)
        return self._of_error(check, sitting, error)

    def report(self, verdict: Verdict) -> None:
        """Take a check's verdict: there has to be one for each."""
        self.verdicts.setdefault(verdict.id, []).append(verdict)

    def has_failed(self, check: Check) -> bool:
        """Tell whether *check* has reported anything but that it has passed."""
        return any(verdict.status != "passed" for verdict in self.verdicts.get(check.id, ()))

    def close_canary(self) -> None:
        """End the canary's lab."""
        self._canary.close()

    def exercises(self, checks: Iterable[Check]) -> list[ExerciseVerdict]:
        """Give the verdicts by exercise, in the submission's order. Each of *checks* has just one, or is an error."""
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
            return told.happened[:MAX_TOLD], told.place
        if found is not None and all(v.status == "failed" for v in self._reported(topic)):
            return explain.death(found).happened, None
        return None, None

    def _reported(self, topic: str) -> list[Verdict]:
        return [verdict for found in self.verdicts.values() for verdict in found if verdict.id.split("::")[0] == topic]

    # --- The lab ----------------------------------------------------------------------------------------------------

    def _probed(self, check: Check) -> Verdict | None:
        """Find out whether the module can be loaded; if not, that is the verdict."""
        try:
            self._probe(check)
        except LabDied as death:
            self._problems[check.topic] = death
        except (LabUnavailable, LabFailed) as failure:
            return self._of_lab(check, failure)
        return self._of_problem(check, self._problems[check.topic])

    def _probe(self, check: Check) -> None:
        """Load the module once, in a worker of its own."""
        worker = self.lab.worker(FULL)
        try:
            response = self._load(worker, check)
        finally:
            worker.close()
        if isinstance(response, Broken):
            raise LabFailed(response.message)
        if not isinstance(response, Loaded):
            raise LabDied("malformed", "it answered another question")
        self._note_load(check.topic, response)

    def _look_at_load(self, worker: Worker, check: Check) -> None:
        """Ask the worker of the first check, which has passed, about the module: that spares a worker of its own.

        Only a good answer counts. With another one, who knows what the check has left behind in there.
        """
        response = self._load(worker, check)
        if isinstance(response, Loaded) and response.problem is None:
            self._note_load(check.topic, response)

    def _load(self, worker: Worker, check: Check) -> Response:
        worker.tell(self._begin(check, self._submission.files[check.topic], check.topic))
        return worker.ask(Load(limits=FULL_LIMITS))

    def _note_load(self, topic: str, response: Loaded) -> None:
        self._problems[topic] = response.problem
        self._output[topic] = response.output[:MAX_OUTPUT]
        self._code[topic] = response.code if len(response.code) <= MAX_SIZE else b""

    def _sitting(self, check: Check, file: SubmittedFile) -> Sitting:
        over = check.topic in self._was_over_budget
        budget, limits = (SHORT, SHORT_LIMITS) if over else (FULL, FULL_LIMITS)
        ask = None if check.topic in self._problems else partial(self._look_at_load, check=check)
        return Sitting(self.lab, self._begin(check, file, check.id), budget, limits, ask)

    def _begin(self, check: Check, file: SubmittedFile, name: str) -> Begin:
        assert file.text is not None
        topic, given = check.topic, dict(check.given)
        seed, code = digest(str(self.seed), name), self._code.get(topic, b"")
        return Begin(topic=topic, filename=file.display, source=file.text, seed=seed, code=code, given=given)

    # --- Verdicts ---------------------------------------------------------------------------------------------------

    def _of_problem(self, check: Check, found: Problem | LabDied | None) -> Verdict | None:
        """Judge a check of a module that cannot be loaded; None if it can."""
        if isinstance(found, Problem):
            return self._failed(check, explain.problem(found), diagnosis.of_problem(found.kind))
        return None if found is None else self._of_lab(check, found)

    def _of_lab(self, check: Check, failure: BaseException) -> Verdict:
        """Judge a check whose lab gave no recording, or one of a run that had to be given up."""
        if isinstance(failure, GivenUp) and failure.run is not None:
            self._was_over_budget.add(check.topic)
            return self._of_run(check, failure.run)
        death = failure.death if isinstance(failure, GivenUp) else failure
        if isinstance(death, LabDied) and death.kind in ("cpu", "wall"):
            self._was_over_budget.add(check.topic)
        if not self._canary.sings():
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
        if not sitting.asked or isinstance(error, OURS) or not isinstance(error, Exception):
            return self._verdict(check, "error", happened=f"The check itself failed: {type(error).__name__}: {error}")
        evidence = sitting.compared
        if evidence is None and not isinstance(error, AssertionError):
            evidence = sitting.seen  # Hypothesis says that a failure comes and goes: this was it
        if evidence is not None:
            return self._of_evidence(check, evidence)
        answer = sitting.asked[-1]
        if explain.is_todo(answer.run.recording):
            return self._of_run(check, answer.run)
        named = diagnosis.of_failure(diagnosis.Failed(answer.run, answer, answer.value))
        return self._failed(check, explain.truth(answer), named, answer.run)

    def _of_evidence(self, check: Check, evidence: Evidence) -> Verdict:
        answer = evidence.answer
        if explain.is_todo(answer.run.recording):
            return self._of_run(check, answer.run)
        told = explain.comparison(answer, evidence.op, evidence.got, evidence.wanted)
        named = diagnosis.of_failure(diagnosis.Failed(answer.run, answer, evidence.got, evidence.wanted))
        return self._failed(check, told, named, answer.run)

    def _failed(self, check: Check, told: Explanation, named: Diagnosis | None, run: Run | None = None) -> Verdict:
        told = told if run is None else besides.tell(told, named, run)
        happened = told.happened
        if run is not None and run.schedule:
            happened = f"Under another order of events, which is legal too (seed {run.schedule}):\n{happened}"
        return self._verdict(
            check,
            "failed",
            diagnosis=named,
            happened=happened[:MAX_TOLD],
            expected=told.expected and told.expected[:MAX_TOLD],
            place=_clipped(told.place or _definition(named, run)),
            timeline=timeline.draw(run.recording) if run and run.recording.budget != "steps" else None,
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


def _definition(named: Diagnosis | None, run: Run | None) -> Place | None:
    """Give the line of the function that was called, if the mistake is how it is defined, or what it returns."""
    is_there = named is not None and named.name in ("not-async", "missing-await")
    return run.recording.defined if run is not None and is_there else None


def _clipped(place: Place | None) -> Place | None:
    return place and Place(line=place.line, function=place.function[:MAX_SHOWN], code=place.code[:MAX_SHOWN])
