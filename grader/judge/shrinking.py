"""Make the schedule under which a check fails as plain as it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.judge.sitting import GivenUp, LabFailed
from grader.protocol import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.judge.sitting import Sitting

KINDS = ("yields", "ties", "arrivals", "splits", "delays", "latency")
MAX_TRIES = 100
"""How many plainer schedules are tried, at most."""


def shrink(check: Callable[[], None], sitting: Sitting, error: BaseException) -> BaseException:
    """Run *check* again under plainer schedules for as long as it fails; give its last failure.

    In the end no choice can be left out any more. Only a check that explores, and whose plain schedule passes, has
    anything to shrink.
    """
    if sitting.failing is None or not isinstance(error, Exception):
        return error
    shrinker = _Shrinker(check, sitting, sitting.failing, error)
    try:
        while shrinker.pass_over():
            pass
    except (GivenUp, LabFailed):
        pass
    return shrinker.restored()


class _Shrinker:
    """Keeps the plainest failing schedule, its failure, and what the check had asked and compared then."""

    def __init__(self, check: Callable[[], None], sitting: Sitting, schedule: Schedule, error: Exception) -> None:
        self._check = check
        self._sitting = sitting
        self._tries = 0
        self._keep(schedule, error)

    def pass_over(self) -> bool:
        """Try to leave out each choice; tell whether another pass may find more."""
        found = [self._try(name) for name in self._choices()]
        return any(found) and self._tries < MAX_TRIES

    def restored(self) -> Exception:
        """Give the failure, with the sitting as it was then."""
        self._sitting.asked[:] = self._asked
        self._sitting.compared = self._compared
        return self._error

    def _keep(self, schedule: Schedule, error: Exception) -> None:
        self._schedule, self._error = schedule, error
        self._asked, self._compared = list(self._sitting.asked), self._sitting.compared

    def _choices(self) -> list[str]:
        """Name what can be left out: whole kinds first, then the choices for each call of a job in the failing run."""
        calls: dict[str, int] = {}
        single = []
        for span in self._asked[-1].run.recording.spans if self._asked else ():
            number = calls[span.name] = calls.get(span.name, -1) + 1
            single += [f"latency:{span.name}#{number}", f"yields:{span.name}#{number}"]
        return [*KINDS, *single]

    def _try(self, name: str) -> bool:
        without = self._schedule.without
        if name in without or name.partition(":")[0] in without or self._tries >= MAX_TRIES:
            return False
        self._tries += 1
        plainer = Schedule(seed=self._schedule.seed, without=(*without, name))
        self._sitting.replay = plainer
        try:
            self._check()
        except Exception as error:  # noqa: BLE001 (a check fails by whatever its answers make it raise)
            self._keep(plainer, error)
            return True
        return False
