"""Plain data as it came from the lab, turned back into builtin values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MAX_DEPTH = 100
MAX_ITEMS = 100_000
"""The lab sends 20,000 items at most, each of which may take several here: a dict has one for each key and value."""


class MalformedValueError(ValueError):
    """A value from the lab has a form that the lab's encoder never makes."""


PLAIN = frozenset({type(None), bool, int, float, str, bytes})
"""The types whose values stand for themselves."""


@dataclass(frozen=True)
class Error:
    """An exception among the values of a submission. Two are equal if their types' names and messages are."""

    type: str
    message: str = ""

    def __repr__(self) -> str:
        return f"{self.type}({self.message!r})"


class Thing:
    """An object of a submission's that is not data: it has a type's name and a repr, and equals nothing else."""

    def __init__(self, type_name: str, text: str) -> None:
        self.type_name = type_name
        self._text = text

    def __repr__(self) -> str:
        return self._text


class Nothing:
    """What a run that did not return has returned: equal to nothing."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return "nothing"


NOTHING = Nothing()


def decode(value: Any) -> Any:
    """Decode *value*, as `grader.lab.values.encode` made it. Raises MalformedValueError for anything else."""
    return value if type(value) in PLAIN or value == [] else _Decoder().decode(value, 0)


class _Decoder:
    """Decodes one value, counting what is in it: who forges a message may put a million lists into it."""

    def __init__(self) -> None:
        self._items = 0

    def decode(self, value: Any, depth: int) -> Any:
        self._items += 1
        if depth > MAX_DEPTH or self._items > MAX_ITEMS:
            raise MalformedValueError("larger than any that is sent")
        if type(value) in PLAIN:
            return value
        if isinstance(value, list):
            return [self.decode(item, depth + 1) for item in value]
        if not isinstance(value, dict):
            raise MalformedValueError(f"of the type {type(value).__name__}")
        if value.keys() != {"$", "v"}:
            raise MalformedValueError("a map of an unknown kind")
        try:
            return self._tagged(value["$"], value["v"], depth + 1)
        except (TypeError, ValueError, KeyError) as error:
            raise MalformedValueError(f"a {str(value['$'])[:20]!r} that is none: {str(error)[:100]}") from None

    def _tagged(self, kind: Any, inner: Any, depth: int) -> Any:
        if kind == "int":
            return int(inner, 16)
        if kind in ("object", "exception"):
            name, text = inner
            return Error(str(name), str(text)) if kind == "exception" else Thing(str(name), str(text))
        items = [self.decode(item, depth) for item in inner]
        if kind == "tuple":
            return tuple(items)
        if kind == "dict":
            return {_key(key): item for key, item in items}
        if kind == "set":
            return {_key(item) for item in items}
        raise KeyError(kind)


def _key(value: Any) -> Any:
    """Give something hashable for *value*, which was hashable in the lab."""
    if isinstance(value, set):
        return frozenset(value)
    if isinstance(value, tuple):
        return tuple(map(_key, value))
    if isinstance(value, list | dict):
        return Thing(f"hashable {type(value).__name__}", repr(value)[:200])
    return value
