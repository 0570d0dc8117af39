"""A failed check, as the rules of `grader.judge.symptoms` look at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.judge.run import Answer, Run
    from grader.protocol import Recording

COUNTED = (
    *("times", "spans", "peak", "notes", "order", "leftovers", "unreaped", "warnings", "returned", "final"),
    *("buffered", "largest_read", "connections", "requests", "left_open", "tests", "failures", "hanging", "caught_by"),
)
"""Questions whose numbers are no times."""


@dataclass(frozen=True)
class Failed:
    """A failed check, as the rules see it: its last run, what was asked last, and what was wanted of the answer."""

    run: Run
    answer: Answer | None = None
    got: Any = None
    wanted: Any = None

    @property
    def recording(self) -> Recording:
        """The recording of the run."""
        return self.run.recording

    @property
    def question(self) -> str:
        """The question whose answer was not the wanted one, or "" if the run itself broke."""
        return self.answer.question if self.answer else ""

    @property
    def error(self) -> str:
        """The exception that ended the run and those inside it, each as "Type: message"; "" without one."""
        raised = self.recording.raised
        return "\n".join(f"{each.type}: {each.message}" for each in (raised, *raised.inner)) if raised else ""

    @property
    def moments(self) -> list[tuple[Any, Any]]:
        """When things happened and when they should have, None for never: one pair, or one for each of several."""
        if self.question not in ("at", "elapsed", "closed"):
            return []
        if isinstance(self.got, list) and isinstance(self.wanted, list) and len(self.got) == len(self.wanted):
            pairs = list(zip(self.got, self.wanted, strict=True))
        else:
            pairs = [(self.got, self.wanted)]
        return pairs if all(value is None or is_time(value) for pair in pairs for value in pair) else []

    @property
    def is_late(self) -> bool:
        """Whether something took longer, or came later, than wanted."""
        return any(delay > 0 for delay in self._delays)

    @property
    def is_early(self) -> bool:
        """Whether something took less time, or came earlier, than wanted, and nothing later."""
        return not self.is_late and any(delay < 0 for delay in self._delays)

    @property
    def late(self) -> list[tuple[float, float]]:
        """When each thing came that came late, and when it was wanted; what was wanted first comes first."""
        return sorted(((got, wanted) for got, wanted in self._times if got > wanted), key=lambda pair: pair[1])

    @property
    def _delays(self) -> list[float]:
        """By how much each thing came later than wanted, as far as it came at all."""
        return [got - wanted for got, wanted in self._times]

    @property
    def _times(self) -> list[tuple[float, float]]:
        """When each thing came, as far as it came at all, and when it was wanted."""
        if self.moments:
            return [(got, wanted) for got, wanted in self.moments if got is not None and wanted is not None]
        if self.question == "times" and are_times(self.got) and are_times(self.wanted):
            return list(zip(self.got, self.wanted, strict=False))
        return [] if self.question in COUNTED else _pairs(self.got, self.wanted)


def _pairs(got: Any, wanted: Any) -> list[tuple[float, float]]:
    """Give each time of *got* with that of *wanted*; [] unless both are times of the same things.

    Both are one time, or lists of (time, line) in any order.
    """
    if is_time(got) and is_time(wanted):
        return [(got, wanted)]
    if are_times(got) and are_times(wanted) and len(got) == len(wanted):
        return list(zip(got, wanted, strict=True))
    if not (_are_printed(got) and _are_printed(wanted)):
        return []
    ours, theirs = (sorted(pairs, key=lambda pair: (pair[1], pair[0])) for pairs in (got, wanted))
    if [line for _, line in ours] != [line for _, line in theirs]:
        return []
    return [(at, due) for (at, _), (due, _) in zip(ours, theirs, strict=True)]


def is_time(value: Any) -> bool:
    """Tell whether *value* can be a time."""
    return isinstance(value, int | float)


def are_times(value: Any) -> bool:
    """Tell whether *value* is a list of what can be times."""
    return isinstance(value, list) and all(map(is_time, value))


def _are_printed(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(pair, tuple) and len(pair) == 2 and is_time(pair[0])  # noqa: PLR2004 (a pair)
        for pair in value
    )
