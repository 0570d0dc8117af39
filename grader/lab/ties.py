"""Ties: instants at which a job ends and a limit fires, which asyncio's versions decide differently.

A future due at 5 under ``wait_for(…, 5)`` gives its value on Python 3.11, and TimeoutError from 3.12 on
(https://github.com/python/cpython/pull/98518). So no check may rest on one; authors are told where there are any.
"""

from __future__ import annotations

from asyncio import futures
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = Literal["job", "limit"]


class Ties:
    """Collects what is due at which instant in ns, as timers are set and cancelled."""

    def __init__(self) -> None:
        self._due: dict[Kind, Counter[int]] = {"job": Counter(), "limit": Counter()}

    def add(self, kind: Kind, at: int) -> None:
        """Note that a job ends, or a limit fires, at *at*."""
        self._due[kind][at] += 1

    def remove(self, kind: Kind, at: int) -> None:
        """Note that what was due at *at* has been cancelled before."""
        self._due[kind][at] -= 1

    def found(self, until: int) -> list[int]:
        """List the instants, up to *until*, at which there was one of each."""
        jobs, limits = self._due["job"], self._due["limit"]
        return sorted(at for at, number in jobs.items() if number > 0 and limits[at] > 0 and at <= until)


def kind_of(callback: Callable[..., object], of_jobs: Callable[..., object]) -> Kind | None:
    """Tell what a timer that calls *callback* stands for; None for a mere pause, as of ``asyncio.sleep``.

    *of_jobs* is what the timers of jobs call.
    """
    if callback is of_jobs:
        return "job"
    return None if callback is PAUSE else "limit"


PAUSE: Any = futures._set_result_unless_cancelled  # type: ignore[attr-defined]  # noqa: SLF001 (what sleep() sets timers with)
