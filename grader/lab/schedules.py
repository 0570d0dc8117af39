"""Legal orders of events: what asyncio's documentation leaves open, chosen by a seed.

The documentation promises that `call_soon` callbacks run in the order in which they were registered. It leaves open in
which order timers with equal deadlines fire, and nothing is promised about how long other people's work takes, how
often it yields, how long a message is on its way, in which order two connections get theirs, or into how many readings
the bytes of one fall. Only that is varied here. Every choice is drawn from the seed and its own name, so that leaving
one out (while a failing schedule is shrunk) changes no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

if TYPE_CHECKING:
    from grader.protocol import Schedule

T = TypeVar("T")

LATENCIES = (0, 0, 1, 2, 3, 5, 8, 20)
"""Whole seconds by which a job may take longer: wide, because races hide behind large differences."""

DELAYS = LATENCIES[:-1]
"""Whole seconds by which a message may be longer on its way. Less, as connecting takes one there and one back, and
aiohttp, if nothing else is said, gives up after 30 s: that would be an outcome of its own, and a legal one."""

YIELDS = (0, 0, 1, 2)
"""How often a job gives way before it starts to wait."""


PIECES = (0, 0, 1, 2, 3)
"""How many bytes of what is there one reading of a connection gets, 0 for all: a stream has no messages."""


class Choices:
    """The choices of one schedule. Seed 0 is the plain one: nothing varies.

    A schedule's ``without`` names what stays plain: a whole kind ("ties", "latency", "yields") or one choice
    ("latency:fetch#2", for the job's third call).
    """

    def __init__(self, schedule: Schedule) -> None:
        self._seed = schedule.seed
        self._without = frozenset(schedule.without)
        self._timers = self._arrivals = 0

    def tie(self) -> int:
        """Draw the rank of the next timer among those with the same deadline."""
        if not self._seed:
            return 0
        self._timers += 1
        return self._draw("ties", str(self._timers))

    def latency(self, job: str, call: int) -> int:
        """Draw by how many whole seconds the *call*-th call of *job* takes longer."""
        return LATENCIES[self._draw("latency", f"{job}#{call}") % len(LATENCIES)]

    def yields(self, job: str, call: int) -> int:
        """Draw how often the *call*-th call of *job* gives way before it waits."""
        return YIELDS[self._draw("yields", f"{job}#{call}") % len(YIELDS)]

    def delay(self, connection: str, message: int) -> int:
        """Draw by how many whole seconds *message* of *connection* is on its way longer."""
        return DELAYS[self._draw("delays", f"{connection}#{message}") % len(DELAYS)]

    def split(self, connection: str, reading: int, size: int) -> int:
        """Draw how many of *size* bytes that have arrived on *connection* come out of *reading*."""
        return min(PIECES[self._draw("splits", f"{connection}#{reading}") % len(PIECES)] or size, size)

    def arrivals(self, events: list[T]) -> list[T]:
        """Draw the order in which *events* of different connections, all there at once, are noticed."""
        if not self._seed:
            return events
        self._arrivals += 1
        ranks = [self._draw("arrivals", f"{self._arrivals}#{number}") for number in range(len(events))]
        return [event for _, _, event in sorted(zip(ranks, range(len(events)), events, strict=True))]

    def _draw(self, kind: str, which: str) -> int:
        if not self._seed or kind in self._without or f"{kind}:{which}" in self._without:
            return 0
        return crc32(f"{self._seed}:{kind}:{which}".encode()) >> 4
