"""Virtual time: a clock that moves only when it is told to, and the standard library's clocks reading it.

The time is kept in a closure: an attribute could be assigned to by a submission.
"""

from __future__ import annotations

import concurrent.futures._base
import datetime as dt
import math
import queue
import sched
import threading
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from grader.protocol import NANOSECONDS, nanoseconds

if TYPE_CHECKING:
    from collections.abc import Callable

MONOTONIC_START = 1_000 * NANOSECONDS
"""What the monotonic clocks and `loop.time()` say when a run starts, in ns. Not 0: code that takes the time since the
start for the time itself should fail here as it does in life."""

WALL_START = 1_893_456_000 * NANOSECONDS
"""What `time.time()` says when a run starts, in ns: 2030-01-01 00:00 UTC."""

HALF_A_NANOSECOND = 0.5e-9
"""How little in seconds is no time at all: a timer that is due in a nanosecond is not due yet."""


class Clock(NamedTuple):
    """Two functions that share one hidden number of nanoseconds, 0 when the run starts."""

    now: Callable[[], int]
    advance: Callable[[int], None]


def make_clock() -> Clock:
    """Make a clock at 0. Its `advance(to)` never goes back."""
    current = 0

    def now() -> int:
        return current

    def advance(to: int) -> None:
        nonlocal current
        current = max(current, to)

    return Clock(now, advance)


def resolution(at: float) -> float:
    """Give the clock resolution that keeps `_run_once` from spinning at loop time *at*.

    It takes timers with ``when < time() + resolution``: a resolution that vanishes beside the time never lets any
    timer through. https://github.com/python/cpython/blob/3.13/Lib/asyncio/base_events.py (``_run_once``)
    """
    return max(HALF_A_NANOSECOND, 4 * math.ulp(at))


def waiting(seconds: float) -> int:
    """Give in ns how long who waits for *seconds* waits: if that is any time at all, at least one, as in life.

    A program may wait for what is missing, and compute again: what a float lacks is less than that, and never comes if
    the clock stands still.
    """
    return max(nanoseconds(seconds), 1 if seconds > 0 else 0)


def install(read: Callable[[], int], peek: Callable[[], int], sleep: Callable[[float], None]) -> None:
    """Make the standard library's clocks follow virtual time.

    *read* gives the nanoseconds since the start of the run to a submission, *peek* to the library's own locks and
    queues; *sleep* waits in virtual time. Call it once, before a submission or anything that copies these names is
    imported.
    """
    clocks = {
        "time": lambda: (WALL_START + read()) / NANOSECONDS,
        "time_ns": lambda: WALL_START + read(),
        "monotonic": lambda: (MONOTONIC_START + read()) / NANOSECONDS,
        "monotonic_ns": lambda: MONOTONIC_START + read(),
    }
    clocks["perf_counter"] = clocks["monotonic"]
    clocks["perf_counter_ns"] = clocks["monotonic_ns"]
    for name, function in clocks.items():
        setattr(time, name, _named(function, name))
    setattr(time, "sleep", _named(sleep, "sleep"))  # noqa: B010 (mypy refuses to assign to a module's function)
    # These copied the clock into a name of their own when they were imported.
    setattr(sched, "_time", time.monotonic)  # noqa: B010 (as above)
    for module, name in ((threading, "_time"), (queue, "time")):
        setattr(module, name, lambda: (MONOTONIC_START + peek()) / NANOSECONDS)
    setattr(concurrent.futures._base, "time", SimpleNamespace(monotonic=_clock_of_futures(peek)))  # noqa: B010, SLF001 (as above)
    _install_calendar()


def _clock_of_futures(peek: Callable[[], int]) -> Callable[[], float]:
    """Make a clock that is a little later when it is read again at the same instant.

    `concurrent.futures.as_completed` waits until its limit has been passed, not until it is reached. That little is
    less than a nanosecond, and nobody else sees it.
    https://github.com/python/cpython/blob/3.13/Lib/concurrent/futures/_base.py (``as_completed``)
    """
    last = -1

    def monotonic() -> float:
        nonlocal last
        now, before = MONOTONIC_START + peek(), last
        last = now
        return math.nextafter(now / NANOSECONDS, math.inf) if now == before else now / NANOSECONDS

    return monotonic


def _named(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    function.__name__ = function.__qualname__ = name
    function.__module__ = "time"
    return function


def _install_calendar() -> None:
    """Give `time.localtime()` and its kin, and `datetime`, the virtual date where they would read the real one."""
    for name in ("localtime", "gmtime", "ctime"):
        setattr(time, name, _with_present_seconds(getattr(time, name), name))
    strftime, asctime = time.strftime, time.asctime
    setattr(time, "strftime", lambda form, when=None: strftime(form, when or time.localtime()))  # noqa: B010 (as above)
    setattr(time, "asctime", lambda when=None: asctime(when or time.localtime()))  # noqa: B010 (as above)
    _install_datetime()


def _with_present_seconds(function: Callable[[float], Any], name: str) -> Callable[..., Any]:
    return _named(lambda when=None: function(time.time() if when is None else when), name)


def _install_datetime() -> None:
    real_date: Any = dt.date
    real_datetime: Any = dt.datetime

    class _Kind(type):
        """Instances of the real class count, as those that other modules make are; a learner's subclass is its own."""

        def __instancecheck__(cls, instance: object) -> bool:
            return cls.__subclasscheck__(type(instance))

        def __subclasscheck__(cls, subclass: type) -> bool:
            real: Any = {VirtualDate: real_date, VirtualDatetime: real_datetime}.get(cls)  # type: ignore[call-overload]
            return issubclass(subclass, real) if real else super().__subclasscheck__(subclass)

    class VirtualDate(real_date, metaclass=_Kind):  # type: ignore[misc]
        def __repr__(self) -> str:
            return f"{'datetime.' if type(self) is VirtualDate else ''}{super().__repr__()}"

        @classmethod
        def today(cls) -> Any:
            return cls.fromtimestamp(time.time())

    class VirtualDatetime(real_datetime, metaclass=_Kind):  # type: ignore[misc]
        def __repr__(self) -> str:
            return f"{'datetime.' if type(self) is VirtualDatetime else ''}{super().__repr__()}"

        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Any:
            return cls.fromtimestamp(time.time(), tz)

        @classmethod
        def utcnow(cls) -> Any:
            return cls.fromtimestamp(time.time(), dt.UTC).replace(tzinfo=None)

        @classmethod
        def today(cls) -> Any:
            return cls.now()

    for name, kind in (("date", VirtualDate), ("datetime", VirtualDatetime)):
        kind.__name__ = kind.__qualname__ = name
        kind.__module__ = "datetime"
        setattr(dt, name, kind)
