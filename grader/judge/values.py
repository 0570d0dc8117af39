"""Plain data as it came from the lab, turned back into builtin values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MAX_DEPTH = 100


class MalformedValue(ValueError):
    """A value from the lab has a form that the lab's encoder never makes."""


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


def decode(value: Any, depth: int = 0) -> Any:
    """Decode *value*, as `grader.lab.values.encode` made it. Raises MalformedValue for anything else."""
    if depth > MAX_DEPTH:
        raise MalformedValue("nested too deeply")
    if isinstance(value, list):
        return [decode(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() != {"$", "v"}:
        raise MalformedValue(f"a map with the keys {sorted(map(str, value))[:5]}")
    try:
        return _decode_tagged(value["$"], value["v"], depth + 1)
    except (TypeError, ValueError, KeyError) as error:
        raise MalformedValue(f"a {value['$']!r} that is none: {error}") from None


def _decode_tagged(kind: Any, inner: Any, depth: int) -> Any:  # noqa: PLR0911 (one return a kind)
    if kind == "int":
        return int(inner, 16)
    if kind in ("object", "exception"):
        name, text = inner
        return Error(str(name), str(text)) if kind == "exception" else Thing(str(name), str(text))
    items = [decode(item, depth) for item in inner]
    if kind == "tuple":
        return tuple(items)
    if kind == "dict":
        return {_key(key): item for key, item in items}
    if kind == "set":
        return {_key(item) for item in items}
    raise KeyError(kind)


def _key(value: Any) -> Any:
    """Give something hashable for *value*: what was a key in the lab may be a list here only if somebody lied."""
    hash(value)
    return value
