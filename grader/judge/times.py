"""Times as suites compare them: in seconds, rounded to the nanosecond first, so that 0.1 three times is 0.3."""

from __future__ import annotations

from typing import Any

from grader.protocol import nanoseconds, seconds


class Seconds(float):
    """A time or a duration in float seconds, which is compared as whole nanoseconds."""

    __slots__ = ()
    __hash__ = float.__hash__

    @classmethod
    def of(cls, ns: int) -> Seconds:
        """Turn *ns* nanoseconds into seconds."""
        return cls(seconds(ns))

    def __eq__(self, other: object) -> bool:
        return bool(_ns(self) == _ns(other))

    def __ne__(self, other: object) -> bool:
        return bool(_ns(self) != _ns(other))

    def __lt__(self, other: float) -> bool:
        return bool(_ns(self) < _ns(other))

    def __le__(self, other: float) -> bool:
        return bool(_ns(self) <= _ns(other))

    def __gt__(self, other: float) -> bool:
        return bool(_ns(self) > _ns(other))

    def __ge__(self, other: float) -> bool:
        return bool(_ns(self) >= _ns(other))

    def __add__(self, other: float) -> Seconds:
        return Seconds(float.__add__(self, other))

    def __sub__(self, other: float) -> Seconds:
        return Seconds(float.__sub__(self, other))

    __radd__ = __add__

    def __rsub__(self, other: float) -> Seconds:
        return Seconds(float.__rsub__(self, other))


def _ns(value: Any) -> Any:
    """Give *value* in whole nanoseconds if it is a finite number, and as it is if not."""
    if isinstance(value, int | float) and abs(value) < float("inf"):
        return nanoseconds(value)
    return value
