"""Turn what a submission returns into plain data.

MessagePack's own types stand for themselves. Everything else becomes a map ``{"$": kind, "v": …}``; a map on the wire
is never anything else. Instances of subclasses of the builtin types are taken at their builtin value. What is not data
becomes its type's name and its `repr`.
"""

from __future__ import annotations

import re
from typing import Any

MAX_DEPTH = 40
MAX_ITEMS = 20_000
MAX_TEXT = 100_000
MAX_REPR = 200
INT64 = range(-(2**63), 2**63)
ADDRESS = re.compile(r"(?<=\w) at 0x[0-9a-fA-F]{6,}(?=[^<]*>)")
"""A memory address as `repr` shows it: different in every process, and nothing that anybody means to say."""


class TooLargeError(Exception):
    """A value has more items, depth or text than is carried."""


def encode(value: Any) -> Any:
    """Encode *value*; one that is too large is carried as an object with a note in place of its `repr`."""
    try:
        return _Encoder().encode(value, 0)
    except (TooLargeError, RecursionError) as error:
        return tagged("object", [type_name(value), f"<{error or 'nested too deeply'}>"])


def tagged(kind: str, value: Any) -> dict[str, Any]:
    """Make the map that stands for a value of *kind*."""
    return {"$": kind, "v": value}


def plain(text: str) -> str:
    """Give *text*, a string of whatever subclass, as a plain one without memory addresses."""
    text = str.__add__(text, "")
    return ADDRESS.sub("", text) if " at 0x" in text else text


def type_name(value: object) -> str:
    """Give the name of the type of *value*, whatever the type says of itself."""
    return str(type.__getattribute__(type(value), "__name__"))[:MAX_REPR]


def safe_repr(value: object) -> str:
    """Give a short `repr` of *value* without memory addresses, and without trusting it to work."""
    try:
        text = str(repr(value))
    except Exception:  # noqa: BLE001 (a learner's __repr__ may raise anything)
        text = "<its repr() fails>"
    text = plain(text).encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= MAX_REPR else text[: MAX_REPR - 1] + "…"


class _Encoder:
    def __init__(self) -> None:
        self.items = 0

    def encode(self, value: Any, depth: int) -> Any:  # noqa: PLR0911 (one return a type)
        self.items += 1
        if self.items > MAX_ITEMS:
            raise TooLargeError(f"more than {MAX_ITEMS:,} items")
        if depth > MAX_DEPTH:
            raise TooLargeError("nested too deeply")
        kind = type(value)
        if kind in (bool, float) or value is None:
            return value
        for base in type.__getattribute__(kind, "__mro__"):
            if base in _SCALARS:
                return _SCALARS[base](value)
            if base in (list, tuple, set, frozenset):
                return self._sequence(base, value, depth)
            if base is dict:
                pairs = [[self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in dict.items(value)]
                return tagged("dict", pairs)
            if base is BaseException:
                return tagged("exception", [type_name(value), safe_text(value)])
        return tagged("object", [type_name(value), safe_repr(value)])

    def _sequence(self, base: type, value: Any, depth: int) -> Any:
        encoded = [self.encode(item, depth + 1) for item in base.__iter__(value)]  # type: ignore[misc]
        if base is list:
            return encoded
        if base is tuple:
            return tagged("tuple", encoded)
        return tagged("set", sorted(encoded, key=repr))


def safe_text(error: object) -> str:
    """Give the message of an exception without trusting it to work."""
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 (a learner's __str__ may raise anything)
        text = "<its str() fails>"
    text = plain(text).encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= 2_000 else text[:1_999] + "…"  # noqa: PLR2004


def _integer(value: int) -> Any:
    number = int.__add__(value, 0)
    if number in INT64:
        return number
    if number.bit_length() > 8 * MAX_TEXT // 2:
        raise TooLargeError("an enormous number")
    return tagged("int", hex(number))


def _text(value: str) -> Any:
    if str.__len__(value) > MAX_TEXT:
        raise TooLargeError(f"more than {MAX_TEXT:,} characters")
    text = plain(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        return tagged("object", ["str", ascii(text)[:MAX_REPR]])
    return text


def _bytes(value: bytes | bytearray) -> Any:
    data = bytes(value)
    if len(data) > MAX_TEXT:
        raise TooLargeError(f"more than {MAX_TEXT:,} bytes")
    return data


_SCALARS: dict[type, Any] = {
    int: _integer,
    str: _text,
    bytes: _bytes,
    float: lambda value: float.__add__(value, 0.0),
}
