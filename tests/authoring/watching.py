"""Looks over the judge's shoulder: every request that a check makes of the lab, and what came back."""

from __future__ import annotations

import contextlib
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from grader.judge.grading import Grading
from grader.judge.sitting import GivenUp, Sitting
from grader.protocol import Play

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.judge.checks import Check
    from grader.judge.run import Run
    from grader.judge.verdict import Verdict
    from grader.protocol import Begin, Call, Recording, Test


@dataclass(frozen=True)
class Seen:
    """One run: which check asked for it, of which submission, by which request, and what the lab recorded."""

    check: str
    begin: Begin
    request: Call | Play | Test
    recording: Recording

    @property
    def submission(self) -> str:
        """The path of the submission, as it is shown."""
        return self.begin.filename


STOPPED = {"exit": "it ended its own process", "idle": "it did nothing but wait for what is not there"}
"""Why a run was given up that had used up nothing."""


@contextlib.contextmanager
def watching(
    look: Callable[[Seen], None],
    crashed: Callable[[str, str], None] | None = None,
    only: frozenset[str] | None = None,
) -> Iterator[None]:
    """Call *look* with each run that is made meanwhile.

    *crashed* is called with the path of each submission that broke its process or had to be stopped, and why. Checks
    that are not in *only*, if that is given, are left waiting.
    """
    asks, opens, fails = Sitting._run, Grading.open, Grading._of_lab  # noqa: SLF001 (there is nobody else to ask)
    checks: weakref.WeakKeyDictionary[Sitting, str] = weakref.WeakKeyDictionary()
    scenarios: weakref.WeakKeyDictionary[Sitting, bytes] = weakref.WeakKeyDictionary()

    def opened(grading: Grading, check: Check) -> Verdict | None:
        if only is not None and check.id not in only:
            return grading._verdict(check, "waiting")  # noqa: SLF001 (as above)
        verdict = opens(grading, check)
        sitting = grading._proxy.sitting  # noqa: SLF001 (as above)
        if verdict is None and sitting is not None:
            checks[sitting] = check.id
        return verdict

    def asked(sitting: Sitting, request: Call | Play | Test, *names: str) -> Run:
        whole = request
        if isinstance(request, Play):  # a scenario is sent once, and then it is empty
            scenarios[sitting] = request.scenario or scenarios[sitting]
            whole = msgspec.structs.replace(request, scenario=scenarios[sitting])
        run = asks(sitting, request, *names)
        look(Seen(checks.get(sitting, ""), sitting._begin, whole, run.recording))  # noqa: SLF001 (as above)
        return run

    def failed(grading: Grading, check: Check, failure: BaseException) -> Verdict:
        file = grading._submission.files.get(check.topic)  # noqa: SLF001 (as above)
        if crashed is not None and file is not None:
            crashed(file.display, _why(failure))
        return fails(grading, check, failure)

    replaced: Any = (Sitting, Grading)
    replaced[0]._run, replaced[1].open, replaced[1]._of_lab = asked, opened, failed  # noqa: SLF001 (as above)
    try:
        yield
    finally:
        replaced[0]._run, replaced[1].open, replaced[1]._of_lab = asks, opens, fails  # noqa: SLF001 (as above)


def _why(failure: BaseException) -> str:
    if not isinstance(failure, GivenUp):
        return str(failure)
    if failure.run is None:
        return str(failure.death)
    budget = failure.run.recording.budget or ""
    return STOPPED.get(budget, f"it used up its budget of {budget}")
